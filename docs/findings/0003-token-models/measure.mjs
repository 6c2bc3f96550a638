// Asks the models of finding 3 about its three texts, and keeps the answers beside this script for figures.mjs. It can be stopped and started
// again: a part that is kept is not asked again. Several processes may ask different models.
//
//   node docs/findings/0003-token-models/measure.mjs ngram lstm=CHECKPOINT mingru=CHECKPOINT smollm2=FILE.gguf
import { createHash } from 'node:crypto';
import {
  createPythonParser,
  python,
  RandomStream,
  renameDocuments,
} from '../../../packages/code/dist/index.js';
import { loadCorpus } from '../../../packages/corpus/dist/index.js';
import { trainNgram } from '../../../packages/eval/dist/internal/node.js';
import { generatePairs, scorePairs } from '../../../packages/eval/dist/probes/index.js';
import { openNetwork, openSmollm, planBrackets } from '../shared.mjs';
import { keep, kept, STRETCH, texts } from './answers.mjs';

/** Maximum pairs in each doubling of the distance that are read, and that are written on. */
const [READ, WRITTEN] = [60, 12];
/** Maximum characters of a text: two pairs of the standard library, in tables of numbers, have more tokens than fit into SmolLM2. */
const LONGEST = 8000;
const WRITING = { language: python, temperature: 0.8, length: 256, seed: 1 };
/** Parts, each for all texts before the next one: name, places of the items, question. */
const PARTS = [
  ['pairs', ({ swaps }) => firstOf(swaps, READ), read],
  ['writing', ({ swaps }) => firstOf(swaps, WRITTEN), write],
  ['bits', ({ stretches }) => [...stretches.keys()], score],
];

const corpus = await loadCorpus({ sources: ['stdlib', 'pypi-since:2026-06'] });
const parser = await createPythonParser();
const written = corpus.split('test').texts();
const renamed = renameDocuments(written, { parser, seed: 0 });
// For each project: the release since then, if any, followed by the last one before.
const packages = corpus.packages
  .filter((one, index, all) => all[index + 1]?.name === one.name)
  .map(({ source }) => source);
const asked = {
  written: await choose(written, {}),
  renamed: await choose(renamed.documents, {
    names: renamed.names,
    share: renamed.characters.renamed / renamed.characters.all,
  }),
  new: await choose(corpus.split('projects').texts(), { packages }),
};
for (const [name, { record }] of Object.entries(asked)) {
  kept.texts[name] ??= record;
  if (JSON.stringify(kept.texts[name]) !== JSON.stringify(record))
    throw new Error(`Expected the text ${name} of the answers that are kept, got another.`);
}

for (const [name, path] of process.argv.slice(2).map((word) => word.split('='))) {
  const { model, leftOut } = await open(name, path);
  for (const [part, placesOf, ask] of PARTS)
    for (const text of texts) {
      const key = `${text} ${name}`;
      if (kept.answers[key]?.[part] !== undefined) continue;
      const places = placesOf(asked[text]);
      const found = await ask(model, asked[text], places);
      keep(key, {
        [part]: Object.fromEntries(places.map((place, index) => [place, found[index]])),
        ...(leftOut !== undefined && { [`left out, ${part}`]: leftOut() }),
      });
      console.log(`${key}, ${places.length} ${part}`);
    }
}
process.exit(0);

async function open(name, path) {
  if (name === 'smollm2') return openSmollm(path);
  if (path !== undefined) return { model: await openNetwork(path, 2) };
  const train = corpus.split('train');
  const source = { characters: train.characters, choose: () => train.texts() };
  return { model: await trainNgram((_label, work) => work(() => undefined), source) };
}

/** Chooses what is asked about a text, the same for every model: pairs and stretches, and what is kept of them. */
async function choose(documents, more) {
  const { minimalPairs } = await planBrackets(documents, { perBucket: READ, parser });
  const swaps = minimalPairs.natural;
  const random = new RandomStream(0);
  const { before, scored } = STRETCH;
  const long = documents.filter(({ text }) => text.length >= before + scored);
  const most = Math.min(STRETCH.documents, long.length);
  // Spread evenly over the documents, which are in the order of their paths.
  const stretches = Array.from({ length: most }, (_, index) => {
    const { path: document, text } = long[Math.floor((index * long.length) / most)];
    const at = before + random.nextInteger(text.length - before - scored + 1);
    return { document, at, text: text.slice(at - before, at), continuation: text.slice(at, at + scored) };
  });
  const numberOf = new Map(documents.map(({ path }, index) => [path, index]));
  const hash = createHash('sha256');
  for (const { path, text } of documents) hash.update(JSON.stringify([path, text]));
  const record = {
    sha256: hash.digest('hex'),
    documents: documents.map(({ path }) => path),
    characters: documents.reduce((sum, { text }) => sum + text.length, 0),
    swaps: swaps.map(({ document, distance }) => [numberOf.get(document), distance]),
    twins: swaps.map(({ members }) => members.map(({ closer }) => closer).join('')),
    breaks: swaps.map(({ between }) => Number(between.lineBreaks > 0)),
    stretches: stretches.map(({ document, at }) => [numberOf.get(document), at]),
    ...more,
  };
  return { swaps, stretches, record };
}

/** Indices of the first `most` pairs in each doubling, without pairs in texts over LONGEST. Pairs of different documents come first. */
function firstOf(swaps, most) {
  const counts = new Map();
  return swaps.flatMap(({ distance, members: [{ text }] }, index) => {
    const doubling = Math.floor(Math.log2(distance));
    const count = counts.get(doubling) ?? 0;
    counts.set(doubling, count + 1);
    return count < most && text.length <= LONGEST ? [index] : [];
  });
}

/** Returns for each pair: 1 if both members are right, the evidence in nats, and the probability moved. */
async function read(model, { swaps }, places) {
  const scored = await scorePairs(
    model,
    places.map((place) => swaps[place]),
  );
  return scored.map(({ isRight, evidence, moved }) => [
    ...[Number(isRight), rounded(evidence), Number(moved.toPrecision(6))],
  ]);
}

/** Distance and outcome of both texts where their bracket was decided, and the share that both have right. */
async function write(model, { swaps }, places) {
  const members = await generatePairs(
    model,
    places.map((place) => swaps[place]),
    WRITING,
  );
  const told = ({ distance, outcome, share }) => [distance, outcome[0], rounded(share)];
  return places.map((_, index) => [told(members[2 * index]), told(members[2 * index + 1])]);
}

async function score(model, { stretches }, places) {
  const logs = await model.continuations(
    places.map((place) => {
      const { text, continuation } = stretches[place];
      return { text, branches: [{ at: text.length, continuation }] };
    }),
  );
  return logs.map(([log]) => rounded(-log / Math.LN2));
}

function rounded(value) {
  return Number(value.toFixed(3));
}
