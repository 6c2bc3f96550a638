import { RandomStream } from '@longrange/code';
import { measureRange } from '../../statistics/range.ts';
import type { DocumentScores, DocumentScoresParts } from '../document-scores.ts';
import { rangedPairs } from '../pairs.ts';
import { bits, scores } from './contenders.ts';

/** Distances of the pairs of each document, on one line up to 32 characters. */
const DISTANCES = Array.from({ length: 64 }, (_, index) => index + 1);

/**
 * Scores of a model that adds `nats` within a window, which varies by up to `spread` characters between 24 documents, and nothing beyond.
 * @param seed of that variation
 */
export function windowScores(
  run: string,
  {
    window,
    spread = 0,
    nats = 4,
    seed = 1,
  }: { window: number; spread?: number; nats?: number; seed?: number },
  changes: Partial<DocumentScoresParts> = {},
): DocumentScores {
  const random = new RandomStream(seed);
  const pairs = Array.from({ length: 24 }, (_, document): NonNullable<DocumentScores['pairs']>[number] => {
    const own = window + spread * (2 * random.nextFloat() - 1);
    const isWithin = (distance: number) => distance <= own;
    return [
      `${document}.py`,
      DISTANCES.map((distance) => [
        distance,
        isWithin(distance) ? 1 : 0,
        isWithin(distance) ? nats : 0,
        distance > 32 ? 1 : 0,
      ]),
    ];
  });
  const decides = measureRange(rangedPairs({ pairs }, 'range-decides')!);
  const bitsOf = Array.from({ length: 24 }, (_, document) => 1.5 + document / 100);
  return scores(run, [bits(bitsOf, 100)], {
    pairs,
    ranges: { scoring: decides, generation: null },
    ...changes,
  });
}
