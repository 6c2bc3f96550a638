import { RandomStream } from '@longrange/code';
import { checkArgument } from '@longrange/errors';
import { z } from 'zod';
import type { RatioPart } from './parts.ts';

/** One document's part of the difference between two models: of its bits, or of what they held, over the same characters or items. */
export interface DifferencePart {
  /** First model's numerator minus the second's. */
  readonly difference: number;
  /** Characters or items, the same for both. */
  readonly weight: number;
}

/** How many permutations a test draws, and its seed. */
export interface PermutationOptions {
  /** Of the draw. */
  readonly seed: number;
  /** How many subsets are drawn where there are too many to go through all; 9,999 if not given. */
  readonly resamples?: number;
}

/** A difference of two rates over the same documents, with interval and p value. */
export interface PairedDifference {
  /** Σ difference / Σ weight. */
  readonly difference: number;
  /** 95 %; null where there are fewer than six documents, from which no such interval follows. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Two-sided. */
  readonly pValue: number;
  /** Documents that were compared. */
  readonly documents: number;
  /** Whether all assignments of signs were gone through, rather than some drawn. */
  readonly exact: boolean;
}

/**
 * How many permutations a test draws that is one of so many corrected together: so many that the least p-value they can give, 2 / (draws + 1),
 * stays below 0.05 when it is multiplied by all of them.
 */
export function drawsFor(tests: number): number {
  return Math.max(9999, 50 * tests - 1);
}

/** All 2¹⁵ assignments of signs take no longer than 9,999 drawn ones of a few documents more. */
const MOST_EXACT_DOCUMENTS = 15;

/**
 * The mean difference between two models over the same documents, tested by flipping the signs of documents: if the models were
 * alike, each document's difference could as well have come out the other way round. Fisher (1935), "The Design of Experiments",
 * section 21. Flipping the subset S yields a sum at least as large as the one observed just where Σ_S difference ≤ 0, so the
 * test is a count of subsets.
 *
 * The interval holds the differences δ that the same test of `difference − δ · weight` does not reject at 5 %. Those lie between
 * the 2.5 % and 97.5 % quantiles of Σ_S difference / Σ_S weight over the subsets: Hartigan (1969), "Using subsample values
 * as typical values", JASA 64, 1303–1317. So interval and p-value never contradict each other. What is drawn counts the
 * observation itself as a draw: Phipson & Smyth (2010), "Permutation p-values should never be zero".
 *
 * @param parts documents of weight 0 are left out
 */
export function pairedDifference(
  parts: readonly DifferencePart[],
  { seed, resamples = 9999 }: PermutationOptions,
): PairedDifference {
  checkResamples(resamples);
  const documents = parts.filter(({ weight }) => weight > 0);
  const exact = documents.length <= MOST_EXACT_DOCUMENTS;
  const all = sumOver(documents, () => true);
  const magnitude = documents.reduce((sum, { difference }) => sum + Math.abs(difference), 0);
  const subsets = exact
    ? everySubset(documents)
    : randomSubsets(documents, resamples, new RandomStream(seed));
  const sign = all.difference < 0 ? -1 : 1;
  // What differs by rounding only is a tie.
  const extreme = subsets.filter(({ difference }) => sign * difference <= 1e-12 * magnitude).length;
  return {
    difference: all.difference / all.weight,
    interval: middleOf(subsets.map(({ difference, weight }) => difference / weight)),
    pValue: Math.min(1, (2 * (1 + extreme)) / (1 + subsets.length)),
    documents: documents.length,
    exact,
  };
}

/** All but the empty one. */
function everySubset(documents: readonly DifferencePart[]): DifferencePart[] {
  const count = 2 ** documents.length - 1;
  return Array.from({ length: count }, (_, index) =>
    sumOver(documents, (document) => ((index + 1) & (1 << document)) !== 0),
  );
}

function randomSubsets(
  documents: readonly DifferencePart[],
  count: number,
  random: RandomStream,
): DifferencePart[] {
  return Array.from({ length: count }, () => {
    let bits = 0;
    const subset = sumOver(documents, (document) => {
      if (document % 32 === 0) bits = random.nextUint32();
      return ((bits >>> (document % 32)) & 1) === 1;
    });
    // One in more than 65,536 is empty and says nothing: the whole is taken for it.
    return subset.weight > 0 ? subset : sumOver(documents, () => true);
  });
}

function sumOver(
  documents: readonly DifferencePart[],
  isIn: (document: number) => boolean,
): { difference: number; weight: number } {
  let difference = 0;
  let weight = 0;
  for (let document = 0; document < documents.length; document++) {
    if (!isIn(document)) continue;
    difference += documents[document]!.difference;
    weight += documents[document]!.weight;
  }
  return { difference, weight };
}

function middleOf(ratios: readonly number[]): { low: number; high: number } | null {
  const outside = Math.floor(0.025 * (ratios.length + 1));
  if (outside === 0) return null;
  const ascending = Float64Array.from(ratios).sort();
  return { low: ascending[outside - 1]!, high: ascending[ratios.length - outside]! };
}

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
  const first = momentsOf(documents, 0, boundary);
  const second = momentsOf(documents, boundary, documents.length);
  const distance = Math.abs(first.ratio - second.ratio);
  // A side without a case is no evidence of a difference.
  if (!(distance > 1e-12)) return 0;
  return distance / Math.sqrt(first.variance + second.variance);
}

function momentsOf(
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

/** No verdict rests on a single document: the most that one may make of the variance. */
const MOST = 0.25;

/** A document that makes more than a quarter of the variance of a paired difference, and its share of it. */
export const dominanceSchema = z.object({ document: z.string(), share: z.number().min(MOST).max(1) });

/** A document that makes more than a quarter of the variance of a paired difference, and its share of it. */
type Dominance = z.infer<typeof dominanceSchema>;

/**
 * The document that makes more than a quarter of the variance of Σ difference / Σ weight: of the squares of what each document departs from
 * that ratio. Null where none does. Such an interval says little of other documents: docs/decisions/0014.
 *
 * @param overDocuments the share of the variance that documents make, where there is another
 */
export function dominantDocument(
  parts: readonly (DifferencePart & { readonly document: string })[],
  overDocuments = 1,
): Dominance | null {
  let [all, weights, magnitude] = [0, 0, 0];
  for (const part of parts) {
    all += part.difference;
    weights += part.weight;
    magnitude += Math.abs(part.difference);
  }
  let [sum, largest, document] = [0, 0, ''];
  for (const part of parts) {
    const square = (part.difference - (part.weight * all) / weights) ** 2;
    sum += square;
    if (square > largest) [largest, document] = [square, part.document];
  }
  // What differs by rounding only does not differ.
  if (sum <= (1e-12 * magnitude) ** 2) return null;
  const share = (overDocuments * largest) / sum;
  return share > MOST ? { document, share: Math.min(1, share) } : null;
}

/**
 * P-values corrected for there being many: the i-th smallest of m times m − i + 1, and no smaller than those before it. That one or
 * more of those at most 0.05 are false has a chance of at most 5 %, however they depend on each other.
 *
 * Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 65–70.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(pValues.length);
  let least = 0;
  for (const [rank, index] of order.entries()) {
    least = Math.min(1, Math.max(least, (pValues.length - rank) * pValues[index]!));
    adjusted[index] = least;
  }
  return adjusted;
}

/** As many take minutes, and settle every digit that is shown. */
const MOST_RESAMPLES = 10_000_000;

/** @throws LongrangeError `ARGUMENT_INVALID` */
export function checkResamples(resamples: number): void {
  const holds = Number.isInteger(resamples) && resamples >= 1 && resamples <= MOST_RESAMPLES;
  checkArgument(holds, 'resamples', `a whole number from 1 to ${MOST_RESAMPLES}`, resamples);
}
