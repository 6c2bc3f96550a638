import { RandomStream } from '@longrange/code';
import { checkResamples } from './check-resamples.ts';
import type { PermutationOptions } from './paired-difference.ts';
import type { RatioPart } from './ratio-part.ts';

/**
 * The two-sided p-value of a difference between two bodies of documents that have no pairs (the samples of two models): how
 * often whole documents, dealt to the two sides at random, give ratios Σ numerator / Σ denominator that lie as far
 * apart, in their standard errors. The deal observed counts as one. In their standard errors, because the documents of the two sides may differ in size and
 * in how much they vary, as files and samples do: so the test keeps its level although they cannot be exchanged for one another.
 *
 * Efron & Tibshirani (1993), chapter 15; Janssen (1997), Chung & Romano (2013), "Exact and asymptotically robust permutation tests",
 * Annals of Statistics 41, 484–507; Phipson & Smyth (2010).
 */
export function permutationTest(
  first: readonly RatioPart[],
  second: readonly RatioPart[],
  { seed, resamples = 9999 }: PermutationOptions,
): number {
  checkResamples(resamples);
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
  const first = ratioOf(documents, 0, boundary);
  const second = ratioOf(documents, boundary, documents.length);
  const distance = Math.abs(first.ratio - second.ratio);
  // A side without a case is no evidence of a difference.
  if (!(distance > 1e-12)) return 0;
  return distance / Math.sqrt(first.variance + second.variance);
}

function ratioOf(
  documents: readonly RatioPart[],
  from: number,
  to: number,
): { ratio: number; variance: number } {
  let [x, n, xx, xn, nn] = [0, 0, 0, 0, 0];
  for (let document = from; document < to; document++) {
    const { numerator, denominator } = documents[document]!;
    x += numerator;
    n += denominator;
    xx += numerator * numerator;
    xn += numerator * denominator;
    nn += denominator * denominator;
  }
  const ratio = x / n;
  return { ratio, variance: Math.max(0, xx - 2 * ratio * xn + ratio * ratio * nn) / (n * n) };
}

/** The first `count` places of a uniformly random order: Fisher & Yates. */
function shuffleHead<T>(values: T[], count: number, random: RandomStream): void {
  for (let place = 0; place < count; place++) {
    const other = place + random.nextInteger(values.length - place);
    [values[place], values[other]] = [values[other]!, values[place]!];
  }
}
