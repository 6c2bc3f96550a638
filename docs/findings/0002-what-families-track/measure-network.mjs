// Prints how far back networks remember an open bracket when they read the test split of a corpus, and of transformers how far they can see at
// most.
//
//   pnpm build && pnpm native && node docs/findings/0002-what-families-track/measure-network.mjs CORPUS CHECKPOINT…
import { loadCorpus } from '../../../packages/corpus/dist/index.js';
import { measureRange, scorePairs } from '../../../packages/eval/dist/probes/index.js';
import { openNetwork, planBrackets } from '../shared.mjs';

const FURTHEST = 256;

const corpus = await loadCorpus({ sources: [process.argv[2]] });
const plan = await planBrackets(corpus.split('test').texts(), { perBucket: 150 });
const minimalPairs = plan.minimalPairs.natural;
const brackets = minimalPairs.filter(({ distance }) => distance < FURTHEST);

for (const checkpoint of process.argv.slice(3)) {
  const model = await openNetwork(checkpoint);
  const scored = await scorePairs(model, brackets);
  const pairs = scored.map((pair) => ({ ...pair, share: Number(pair.isRight) }));
  const { layers, window, convolutionSize } = model.config;
  /** The present character, and those that its blocks see before it. */
  const sees = window === undefined ? null : layers * (window + convolutionSize - 2) + 1;
  const right = (from, to) => {
    const own = pairs.filter(({ distance }) => distance >= from && distance < to);
    return [own.filter(({ isRight }) => isRight).length, own.length];
  };
  const shares = [2, 4, 8, 16, 32, 64, 128].map((from) => [from, ...right(from, 2 * from)]);
  const beyond = right(sees === null ? FURTHEST : sees + 1, FURTHEST);
  console.log(JSON.stringify({ checkpoint, sees, ...measureRange(pairs), shares, beyond }));
  model.dispose();
}
process.exit(0);
