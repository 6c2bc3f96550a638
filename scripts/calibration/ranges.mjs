// Ranges of models whose memory of an open bracket is known, measured through the public API, beside those that their rules imply.
import { createPythonParser, DELIMITER_TYPES, python } from '../../packages/code/dist/index.js';
import { loadCorpus } from '../../packages/corpus/dist/index.js';
import { BracketMemory, predictingWriter } from '../../packages/eval/dist/internal.js';
import { planProbes } from '../../packages/eval/dist/probes/index.js';

export const isWhole = process.env.LONGRANGE_WHOLE === '1';
/** Pairs in each doubling of the distance; one in WRITTEN is continued. */
const PER_BUCKET = isWhole ? 200 : 60;
const WRITTEN = 5;
const LENGTH = 256;
/** Probability of closing at each place, at every temperature: brackets are closed 20 characters after the cut on average. */
const CLOSING = 0.05;
const FILLER = 5;

const corpus = await loadCorpus({ sources: ['stdlib'] });
// A part of the training split as well: brackets of more than 512 characters are rare.
const train = corpus
  .split('train')
  .texts()
  .filter((_, index) => index % (isWhole ? 4 : 16) === 0);
const parser = await createPythonParser();
const { minimalPairs: planned } = await planProbes(
  { documents: [...corpus.split('test').texts(), ...train], parser, seed: 0 },
  { minimalPairs: { perBucket: PER_BUCKET, others: 1 } },
);
const brackets = planned.natural.filter(({ kind }) => kind === 'closer');
const plan = { ...planned, natural: brackets };
parser.dispose();

/** Analyses of Python, cached by text: all memories read the same texts, and write the same before they close. */
const analyzed = new Map();
const language = {
  ...python,
  analyze(text, options) {
    if (!analyzed.has(text)) {
      const { delimiters, strings } = python.analyze(text, options);
      analyzed.set(text, {
        delimiters: delimiters.filter(({ event, end }) => event === 'censored' || end > text.length - 64),
        strings: strings.filter(({ terminated }) => !terminated),
      });
    }
    return analyzed.get(text);
  },
};

const sum = (values) => values.reduce((total, value) => total + value, 0);
const mean = (values) => sum(values) / values.length;

/**
 * Makes a memory: the shares of closers by its rule and, if it knows all or nothing, its probability of knowing.
 * A temperature raises odds to the power of its inverse; here they are lowered beforehand to compensate.
 */
export function memory(name, { closers, chance, filler, closing, temperature = 0.8 }) {
  const odds = ((FILLER * CLOSING) / (1 - CLOSING)) ** temperature;
  const usual = odds / (FILLER + odds);
  const model = new BracketMemory({ name, closers, language, closing: closing?.(usual) ?? usual, filler });
  return { name, model, closers, chance, closing: usual, temperature };
}

/** 1 if the opener shows, −1 if it shows against its own closer. */
const showsBy =
  (nats) =>
  ({ evidence }) =>
    Number(evidence > nats) - Number(evidence < -nats);
const byNats = (nats) => ({
  found: ({ thresholds }) => thresholds.find((one) => one.nats === nats).range,
  known: showsBy(nats),
});
/** Definitions of the range: where the product's result has it, the share behind it, and the minimum of that share nearby. */
export const DEFINITIONS = {
  decides: { found: ({ range }) => range, known: ({ share }) => share },
  shows: { found: ({ shown }) => shown.range, known: showsBy(1) },
  '0.5 nats': byNats(0.5),
  '2 nats': byNats(2),
  moved: {
    found: ({ thresholds }) => thresholds.find(({ share }) => share === 'moved').range,
    known: ({ moved }) => moved,
    least: 0.1,
  },
  'half-life': { found: ({ halfLife }) => halfLife, known: ({ evidence }) => evidence, least: 0.1 },
};

/** Answers of a memory by its rule, for an open bracket and the same of another type, in float32. */
function answersOf({ closers, closing }, one, other, temperature) {
  const scores = (bracket) =>
    closers(bracket).map((share) => Math.fround(Math.log(closing * Math.max(share, 1e-12))));
  const [own, others] = [scores(one), scores(other)];
  const [a, b] = [one, other].map(({ type }) => DELIMITER_TYPES.indexOf(type));
  const [first, second] = [own[a] - own[b], others[b] - others[a]];
  const shareOf = (all, at) => 1 / sum(all.map((score) => Math.exp((score - all[at]) / temperature)));
  const isRight = first > 0 && second > 0;
  return {
    share: temperature === null ? Number(isRight) : Math.max(0, shareOf(own, a) + shareOf(others, b) - 1),
    evidence: first + second,
    moved: 1 / (1 + Math.exp(-first)) + 1 / (1 + Math.exp(-second)) - 1,
  };
}

/**
 * Returns the expected range: the distance up to which the sum of the rule's shares, each less half of the mean nearby, is largest, and
 * from there toward the next pair as far as the rule holds. Null if the rule's mean nearby is below `least`.
 * @param pairs with the open bracket of each member
 */
function expectedOf(row, pairs, { near }, { known, least = 0.5 }, temperature = null) {
  const shareAt = ({ one, other }, distance) =>
    row.chance?.({ ...one, distance }) ??
    known(answersOf(row, { ...one, distance }, { ...other, distance }, temperature));
  const shares = pairs.map((pair) => ({ pair, share: shareAt(pair, pair.distance) }));
  const nearby = mean(shares.flatMap(({ pair, share }) => (pair.distance < near.to ? [share] : [])));
  if (nearby < least) return null;
  let [total, greatest, last] = [0, 0, -1];
  shares.sort((a, b) => a.pair.distance - b.pair.distance);
  for (const [index, { pair, share }] of shares.entries()) {
    total += share - nearby / 2;
    const isLast = shares[index + 1]?.pair.distance !== pair.distance;
    if (isLast && total >= greatest) [greatest, last] = [total, index];
  }
  const next = shares[last + 1]?.pair.distance;
  if (next === undefined) return Number.POSITIVE_INFINITY;
  const about = shares.slice(Math.max(0, last - 50), last + 50).map(({ pair }) => pair);
  const isHeld = (place) => mean(about.map((pair) => shareAt(pair, place))) >= nearby / 2;
  let { distance } = shares[last].pair;
  while (distance + 1 < next && isHeld(distance + 1)) distance++;
  return distance;
}

/** Returns the innermost bracket that is open before an offset. */
function openAt(text, start, at) {
  const { delimiters } = language.analyze(text.slice(0, at), { cut: true });
  const open = delimiters.filter(({ event }) => event === 'censored');
  return { type: open.at(-1).type, text: text.slice(start, at), depth: open.length, distance: at - start };
}

const isWithin = ({ low, high }, place) =>
  (low.side === 'before' || low.characters <= place) && (high.side === 'after' || place <= high.characters);

/** Describes a range beside the expected one, which is null if no range is expected. */
function compare(what, range, expected) {
  const { notMeasurable, range: found, low, high } = range;
  const isNone = notMeasurable === 'near';
  const holds = expected === null ? isNone : notMeasurable === null && isWithin(range, expected);
  const words = ({ side, characters }) =>
    `${{ before: 'under ', at: '', after: 'over ' }[side]}${characters}`;
  const ends = found === null ? 'none' : `${words(found)} (${words(low)} to ${words(high)})`;
  const should = expected === Number.POSITIVE_INFINITY ? 'all' : (expected ?? 'none');
  const cell = `${should}: ${ends}${holds ? '' : ' MISSED'}`;
  return { what, holds, cell, characters: found?.characters ?? 0 };
}

/** Measures the ranges of a memory in reading, by each definition. */
export async function read({ probePredictor }, row) {
  const pairs = plan.natural.map(({ distance, members: [one, other] }) => ({
    distance,
    one: openAt(one.text, one.start, one.at),
    other: openAt(other.text, other.start, other.at),
  }));
  const { probes } = await probePredictor(row.model, { minimalPairs: plan });
  const all = probes.minimalPairs.scoring[0].natural;
  return Object.entries(DEFINITIONS).map(([name, definition]) => {
    const range = definition.found(all);
    return compare(`${row.name}, reading, ${name}`, range, expectedOf(row, pairs, range, definition));
  });
}

/** Measures both ranges of a memory in writing, and the share of its own closers beyond 16 characters. */
export async function write({ generatePairs, measureRange }, row) {
  const chosen = plan.natural.filter((_, index) => index % WRITTEN === 0);
  const { model, temperature } = row;
  const { complete } = predictingWriter(model);
  let prompts;
  const writer = {
    name: row.name,
    alphabet: model.alphabet,
    predict: (readings) => model.predict(readings),
    complete(texts, options) {
      prompts = texts;
      return complete(texts, options);
    },
  };
  const options = { language, temperature, length: LENGTH, seed: 1 };
  const written = await generatePairs(writer, chosen, options);
  const decided = written.flatMap((answer, index) => {
    if (answer.outcome === 'open') return [];
    const { members } = chosen[index >> 1];
    const [own, rival] = [members[index % 2], members[1 - (index % 2)]];
    // The cut may lie in nested brackets.
    const one = { ...openAt(own.text, own.start, own.start + 1), text: prompts[index].slice(own.start) };
    const type = DELIMITER_TYPES.find(([opener]) => opener === rival.text[rival.start]);
    return [{ ...answer, one, other: { ...one, type } }];
  });
  const far = decided.filter(({ distance }) => distance > 16);
  const ranges = ['decides', 'shows'].map((name) => {
    const definition = DEFINITIONS[name];
    const range = measureRange(decided.map((answer) => ({ ...answer, share: definition.known(answer) })));
    const expected = expectedOf(row, decided, range, definition, temperature);
    return compare(`${row.name}, writing, ${name}`, range, expected);
  });
  return { ranges, right: mean(far.map(({ outcome }) => Number(outcome === 'right'))) };
}
