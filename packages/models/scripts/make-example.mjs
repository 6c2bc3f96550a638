// Chooses the bracket on which the explorer opens, and writes example.json: its place, its figures and sentences about both. The text
// itself comes with npm's pyodide.
//
//   pnpm --filter @longrange/models run example          needs `pnpm build:cli`, and PyPI or its cache
//
// The text is the part of Python's standard library (not the files that Pyodide adds) in the test split of the corpus on which the networks
// were trained. Of its brackets of 64 to 127 characters whose exchange keeps the code valid (metric 11), the example is the one with the
// median lead (minGRU's evidence minus the LSTM's) among those that
// - minGRU still shows at the closer and the LSTM does not, and has not since two thirds of the distance;
// - are in a function or class of the top level of at most 2,000 characters, with all code that the networks read before the opener;
// - were exchanged for the type for which the explorer exchanges a bracket first.
// The page begins with that function or class and the whole statements after it that fit into 2,000 characters.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { python } from '@longrange/code';
import { lexDocument, topLevelStatements } from '@longrange/code/internal';
import { loadCorpus } from '@longrange/corpus';
import { planPairs, SHOWN_NATS, scorePairs } from '@longrange/eval/internal';
import { loadPretrained } from '@longrange/models';
import { startEngine } from './small-text.mjs';

const [SHORTEST, LONGEST] = [64, 127];
const LONGEST_TEXT = 2000;
const LAST_PLACE = 2 / 3;
/** Pairs that are scored at once. */
const BATCH = 16;

await startEngine();
const lstm = await loadPretrained('lstm');
const mingru = await loadPretrained('mingru');
const documents = await heldOut();
const lexed = new Map(documents.map((one) => [one.path, lexDocument(one, python)]));

const plan = { language: python, seed: 0, perBucket: Number.POSITIVE_INFINITY, alphabet: lstm.alphabet };
const pairs = planPairs(documents, plan).filter(
  ({ distance }) => distance >= SHORTEST && distance <= LONGEST,
);
const [ofLstm, ofMingru] = [await evidenceOf(lstm, pairs), await evidenceOf(mingru, pairs)];
const all = pairs.map((pair, index) => ({
  pair,
  evidence: { lstm: ofLstm[index], mingru: ofMingru[index] },
  lead: ofMingru[index] - ofLstm[index],
}));
const shows = (name) => (one) => one.evidence[name] > SHOWN_NATS;
const isLost = (name) => (one) => !shows(name)(one);
const onlyMingru = all.filter(isLost('lstm')).filter(shows('mingru'));
const candidates = [];
for (const one of onlyMingru) {
  const place = placeOf(one.pair);
  if (place === undefined) continue;
  const lastShown = { lstm: await lastPlace(lstm, one.pair), mingru: await lastPlace(mingru, one.pair) };
  if (lastShown.lstm <= LAST_PLACE * one.pair.distance) candidates.push({ ...one, ...place, lastShown });
}
candidates.sort((a, b) => a.lead - b.lead);
const chosen = candidates[Math.floor((candidates.length - 1) / 2)];
const { path, from, to, opener, pair, evidence, lastShown, lead } = chosen;
const { text } = lexed.get(path);
const statistics = {
  brackets: all.length,
  documents: new Set(pairs.map((one) => one.document)).size,
  candidates: candidates.length,
  notShown: { lstm: all.filter(isLost('lstm')).length, mingru: all.filter(isLost('mingru')).length },
  onlyMingruShows: onlyMingru.length,
  smallerLead: all.filter((one) => one.lead < lead).length,
};
const example = {
  path,
  sha256: createHash('sha256').update(text).digest('hex'),
  from,
  to,
  opener,
  distance: pair.distance,
  evidence,
  lastShown,
  statistics,
  note: noteOf({ path, statistics }),
};
writeFileSync(new URL('../example.json', import.meta.url), `${JSON.stringify(example, null, 2)}\n`);
console.log(text.slice(from, to));
console.log(example);
for (const one of candidates) console.log(one.path, one.from + one.opener, one.lead, one.lastShown);

/** Files of the standard library that none of the networks has read. */
async function heldOut() {
  const cards = JSON.parse(readFileSync(new URL('../cards.json', import.meta.url), 'utf8'));
  const corpora = [await loadCorpus({ sources: ['stdlib'] }), await loadCorpus({ sources: ['python-80m'] })];
  const { sha256 } = corpora[1];
  if (sha256 !== cards.lstm.text || sha256 !== cards.mingru.text)
    throw new Error(`Expected the corpus of the cards, got ${sha256}.`);
  const [library, unread] = corpora.map((corpus) => corpus.split('test').texts());
  const isUnread = ({ path, text }) => unread.some((one) => one.path === path && one.text === text);
  return library.filter((one) => !/^_?pyodide\//.test(one.path) && isUnread(one));
}

async function evidenceOf(model, all) {
  const scored = [];
  for (let next = 0; next < all.length; next += BATCH)
    scored.push(...(await scorePairs(model, all.slice(next, next + BATCH))));
  return scored.map((one) => one.evidence);
}

/** Place of a bracket in the function or class that is shown with it; undefined for one that cannot be the example. */
function placeOf({ document, distance, members: [own, other] }) {
  const { path, text, lexical } = lexed.get(document);
  const first = own.text[own.start] === '[' ? '(' : '[';
  const start = text.indexOf(own.text);
  const end = start + own.start + distance;
  const statements = topLevelStatements(lexical, text.length, python.layout);
  const around = statements.findLast((one) => one.start <= start);
  if (!around?.isDefinition || around.end <= end || around.end - around.start > LONGEST_TEXT)
    return undefined;
  if (other.text[other.start] !== first) return undefined;
  const last = statements.findLast((one) => one.end - around.start <= LONGEST_TEXT);
  if (!(last?.start >= around.start)) return undefined;
  const to = text.slice(0, last.end).trimEnd().length + 1;
  return { path, from: around.start, to, opener: start + own.start - around.start };
}

/** Greatest distance from the opener at which it shows. */
async function lastPlace(model, pair) {
  const cut = Array.from({ length: pair.distance }, (_, index) => ({
    ...pair,
    distance: index + 1,
    members: pair.members.map((member) => ({ ...member, at: member.start + index + 1 })),
  }));
  return (await evidenceOf(model, cut)).findLastIndex((one) => one > SHOWN_NATS) + 1;
}

function noteOf({ path, statistics }) {
  const { brackets, documents, candidates, notShown, onlyMingruShows, smallerLead } = statistics;
  const percent = (count) => `${Math.round((100 * count) / brackets)} %`;
  const length = `${SHORTEST} to ${LONGEST} characters`;
  return [
    `The text is from ${path} of Python's standard library, which neither network has read.`,
    `A rule chose the bracket: of the ${candidates} brackets of ${length} in functions and classes of at most ${LONGEST_TEXT.toLocaleString('en-US')} characters that still show in minGRU at the closer, no longer show in the LSTM after two thirds of the way, and are exchanged for the type that this page offers first, it is the one where minGRU's lead in evidence is the median.`,
    `How typical it is: of all ${brackets} brackets of ${length} in ${documents} such files, ${percent(onlyMingruShows)} still show at the closer in minGRU alone; ${percent(notShown.lstm)} no longer show in the LSTM, ${percent(notShown.mingru)} in minGRU; and minGRU's lead is smaller than here in ${percent(smallerLead)}.`,
  ].join(' ');
}
