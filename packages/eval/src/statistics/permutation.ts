import type { PermutationOptions } from './paired-difference.ts';
import { RandomStream } from './random.ts';
import type { RatioPart } from './ratio.ts';

/**
 * The two-sided p-value of a difference between two bodies of documents that have no pairs (the samples of two models): how
 * often whole documents, dealt to the two sides at random, give ratios Σ numerator / Σ denominator that lie as far
 * apart. The deal observed counts as one. Efron & Tibshirani (1993), chapter 15; Phipson & Smyth (2010).
 */
export function permutationTest(
  first: readonly RatioPart[],
  second: readonly RatioPart[],
  { seed, resamples = 9999 }: PermutationOptions,
): number {
  const dealt = [...first, ...second];
  const random = new RandomStream(seed);
  const observed = distanceAfter(dealt, first.length);
  let extreme = 0;
  for (let resample = 0; resample < resamples; resample++) {
    shuffleHead(dealt, Math.min(first.length, dealt.length - 1), random);
    if (distanceAfter(dealt, first.length) >= observed * (1 - 1e-12)) extreme++;
  }
  return (1 + extreme) / (1 + resamples);
}

function distanceAfter(documents: readonly RatioPart[], boundary: number): number {
  const sums = [0, 0, 0, 0];
  for (let document = 0; document < documents.length; document++) {
    const side = document < boundary ? 0 : 2;
    sums[side]! += documents[document]!.numerator;
    sums[side + 1]! += documents[document]!.denominator;
  }
  const [heldFirst, first, heldSecond, second] = sums as [number, number, number, number];
  // A side without a case is no evidence of a difference.
  return first === 0 || second === 0 ? 0 : Math.abs(heldFirst / first - heldSecond / second);
}

/** The first `count` places of a uniformly random order: Fisher & Yates. */
function shuffleHead<T>(values: T[], count: number, random: RandomStream): void {
  for (let place = 0; place < count; place++) {
    const other = place + random.nextInteger(values.length - place);
    [values[place], values[other]] = [values[other]!, values[place]!];
  }
}
