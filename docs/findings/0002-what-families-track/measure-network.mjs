// Prints how far back networks remember an open bracket when they read the test split of a corpus, and of transformers how far they can see at
// most.
//
//   pnpm build && pnpm native && node docs/findings/0002-what-families-track/measure-network.mjs CORPUS CHECKPOINT…

import { measureRange, scorePairs } from '../../../packages/eval/dist/probes/index.js';
import { bracketPairs, openNetwork, readTest } from '../open-network.mjs';

/** Maximum number of pairs in each doubling of the distance. */
const PER_BUCKET = 150;
const FURTHEST = 256;

const pairsOfText = await bracketPairs(await readTest(process.argv[2]), PER_BUCKET);
const brackets = pairsOfText.filter(({ distance }) => distance < FURTHEST);

for (const checkpoint of process.argv.slice(3)) {
  const model = await openNetwork(checkpoint, { threads: 1 });
  const pairs = (await scorePairs(model, brackets)).map(({ document, distance, isRight }) => ({
    document,
    distance,
    share: Number(isRight),
  }));
  const { layers, window, convolutionSize } = model.config;
  /** The present character, and those that its blocks see before it. */
  const sees = window === undefined ? null : layers * (window + convolutionSize - 2) + 1;
  const beyond = pairs.filter(({ distance }) => sees !== null && distance > sees);
  const right = (some) => some.filter(({ share }) => share === 1).length;
  const shares = [2, 4, 8, 16, 32, 64, 128].map((from) => {
    const own = pairs.filter(({ distance }) => distance >= from && distance < 2 * from);
    return [from, right(own), own.length];
  });
  const { range, low, high, near, notMeasurable } = measureRange(pairs);
  console.log(
    JSON.stringify({
      checkpoint,
      sees,
      range,
      low,
      high,
      near,
      notMeasurable,
      shares,
      beyond: [right(beyond), beyond.length],
    }),
  );
  model.dispose();
}
process.exit(0);
