// Prints, as one line of JSON, what finding 1 asks of one network: which brackets' openers it knows, reading and writing, and its bits by the
// characters since its state was emptied.
//
//   node docs/findings/0001-carried-state/measure-network.mjs CHECKPOINT

import { python } from '../../../packages/code/dist/index.js';
import { generatePairs, scorePairs } from '../../../packages/eval/dist/probes/index.js';
import { scoreTokens } from '../../../packages/model/dist/index.js';
import { bracketPairs, openNetwork, readTest } from '../open-network.mjs';

/** Pairs in each doubling of the distance, all of them read, every second one continued. */
const PER_BUCKET = 300;
const WRITING = { temperature: 0.8, length: 256, seed: 1 };
/** Interval of resets in metric 9, and the bounds of its parts. */
const RESET_EVERY = 256;
const SINCE_RESET = [0, 16, 32, 64, 128, RESET_EVERY];

const { network, tokenizer, model } = await openNetwork(process.argv[2], { threads: 1 });

const documents = await readTest('stdlib');
const items = await bracketPairs(documents, PER_BUCKET);
const numberOf = new Map(documents.map(({ name }, index) => [name, index]));

const read = await scorePairs(model, items);
const written = await generatePairs(
  model,
  items.filter((_, index) => index % 2 === 0),
  { language: python, ...WRITING },
);
console.log(
  JSON.stringify({
    items: {
      documents: documents.map(({ name }) => name),
      swaps: items.map(({ document, distance }) => [numberOf.get(document), distance]),
    },
    reading: {
      right: read.map(({ isRight }) => Number(isRight)).join(''),
      evidence: read.map(({ evidence }) => Number(evidence.toFixed(2))),
    },
    /** Both texts of every second pair. */
    writing: written.map(({ distance, outcome, share }) => [distance, outcome[0], Number(share.toFixed(4))]),
    bits: { carried: await bits(null), reset: await bits(RESET_EVERY) },
  }),
);
process.exit(0);

/** Bits by document and part since the last reset, to three decimals; their characters follow from the documents' lengths. */
async function bits(resetEvery) {
  const encoded = documents.map(({ text }) => tokenizer.encode(text));
  const scores = await scoreTokens(network, encoded, { resetEvery });
  return scores.map((values) => {
    const sums = SINCE_RESET.slice(1).map(() => [0, 0]);
    values.forEach((value, index) => {
      const part = sums[SINCE_RESET.findIndex((from) => from > index % RESET_EVERY) - 1];
      part[0] -= value / Math.LN2;
      part[1]++;
    });
    return sums.map(([sum, characters]) => [Number(sum.toFixed(3)), characters]);
  });
}
