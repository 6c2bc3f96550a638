import { RandomStream } from '@longrange/code';
import type { NamedPart, RatioPart } from './parts.ts';

/** Size and seed of a permutation test. */
export interface PermutationOptions {
  /** Seed of the draw. */
  readonly seed: number;
  /** Number of permutations to draw if there are too many to enumerate; 9,999 by default. */
  readonly resamples?: number;
}

/** Difference of two rates over the same documents, with its interval and p-value. */
export interface PairedDifference {
  /** Σ numerator / Σ denominator. */
  readonly difference: number;
  /** 95 % interval; null for fewer than six documents, which do not determine one. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Two-sided p-value. */
  readonly pValue: number;
  /** Number of documents compared. */
  readonly documents: number;
  /** True if all assignments of signs were enumerated, rather than some drawn. */
  readonly exact: boolean;
}

/**
 * Number of permutations to draw for each of the `tests` that are corrected together: enough for the smallest possible p-value,
 * 2 / (draws + 1), to stay below 0.05 when multiplied by the number of tests.
 */
export function drawsFor(tests: number): number {
  return Math.max(9999, 50 * tests - 1);
}

/** Fewest documents that determine an interval. */
export const LEAST_DOCUMENTS = 6;

/** Enumerating all 2¹⁵ assignments of signs takes no longer than drawing 9,999 for a few more documents. */
const MOST_EXACT_DOCUMENTS = 15;

/**
 * Tests the mean difference between two models over the same documents by flipping the signs of documents: if the models were alike,
 * each document's difference could just as well have had the other sign. Fisher (1935), "The Design of Experiments", section 21.
 * Flipping the subset S yields a sum at least as large as the one observed exactly if Σ_S numerator ≤ 0, so the test counts subsets.
 *
 * The interval contains the differences δ that the same test of `numerator − δ · denominator` does not reject at 5 %. They lie between the
 * 2.5 % and 97.5 % quantiles of Σ_S numerator / Σ_S denominator over the subsets: Hartigan (1969), "Using subsample values as typical
 * values", JASA 64, 1303–1317. So interval and p-value never contradict each other. The observation itself counts as one of the
 * draws: Phipson & Smyth (2010), "Permutation p-values should never be zero".
 *
 * @param parts of each document the first model's numerator minus the second's (bits, or cases held), and the denominator that both have
 *   (characters, or items); documents where it is 0 are left out
 */
export function pairedDifference(
  parts: readonly RatioPart[],
  { seed, resamples = 9999 }: PermutationOptions,
): PairedDifference {
  const documents = parts.filter(({ denominator }) => denominator > 0);
  const exact = documents.length <= MOST_EXACT_DOCUMENTS;
  const all = sumOver(documents, () => true);
  const magnitude = documents.reduce((sum, { numerator }) => sum + Math.abs(numerator), 0);
  const random = new RandomStream(seed);
  const subsets = Array.from({ length: exact ? 2 ** documents.length - 1 : resamples }, (_, index) => {
    if (exact) return sumOver(documents, (document) => ((index + 1) & (1 << document)) !== 0);
    let bits = 0;
    const subset = sumOver(documents, (document) => {
      if (document % 32 === 0) bits = random.nextUint32();
      return ((bits >>> (document % 32)) & 1) === 1;
    });
    // At most one in 65,536 is empty and says nothing: all documents replace it.
    return subset.denominator > 0 ? subset : all;
  });
  const sign = all.numerator < 0 ? -1 : 1;
  // A difference within rounding error is a tie.
  const extreme = subsets.filter(({ numerator }) => sign * numerator <= 1e-12 * magnitude).length;
  return {
    difference: all.numerator / all.denominator,
    interval: middleOf(subsets.map(({ numerator, denominator }) => numerator / denominator)),
    pValue: Math.min(1, (2 * (1 + extreme)) / (1 + subsets.length)),
    documents: documents.length,
    exact,
  };
}

function sumOver(documents: readonly RatioPart[], isIn: (document: number) => boolean): RatioPart {
  let numerator = 0;
  let denominator = 0;
  for (let document = 0; document < documents.length; document++) {
    if (!isIn(document)) continue;
    numerator += documents[document]!.numerator;
    denominator += documents[document]!.denominator;
  }
  return { numerator, denominator };
}

function middleOf(ratios: readonly number[]): { low: number; high: number } | null {
  const outside = Math.floor(0.025 * (ratios.length + 1));
  if (outside === 0) return null;
  const ascending = Float64Array.from(ratios).sort();
  return { low: ascending[outside - 1]!, high: ascending[ratios.length - outside]! };
}

/**
 * Two-sided p-value of a difference between two unpaired sets of documents (the samples of two models): the share of random deals of
 * whole documents to the two sides whose ratios Σ numerator / Σ denominator lie at least as far apart, in standard errors. The observed
 * deal counts as one. Standard errors keep the level of the test although the sides are not exchangeable: their documents may differ in
 * size and in variance, as files and samples do.
 *
 * Efron & Tibshirani (1993), chapter 15; Janssen (1997), Chung & Romano (2013), "Exact and asymptotically robust permutation tests",
 * Annals of Statistics 41, 484–507; Phipson & Smyth (2010).
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
  const first = momentsOf(documents, 0, boundary);
  const second = momentsOf(documents, boundary, documents.length);
  const distance = Math.abs(first.ratio - second.ratio);
  // A side without cases is no evidence of a difference.
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

/** Shuffles the first `count` places: Fisher & Yates. */
function shuffleHead<T>(values: T[], count: number, random: RandomStream): void {
  for (let place = 0; place < count; place++) {
    const other = place + random.nextInteger(values.length - place);
    [values[place], values[other]] = [values[other]!, values[place]!];
  }
}

/** Maximum share of the variance that one document may make up: no verdict rests on a single document. */
const MOST = 0.25;

/**
 * The document that makes up more than a quarter of the variance of Σ numerator / Σ denominator, that is, of the squared departures of
 * documents from that ratio; null if none does. An interval then says little about other documents: docs/decisions.md, 14.
 *
 * @param overDocuments share of the variance that is due to documents
 */
export function dominantDocument(
  parts: readonly NamedPart[],
  overDocuments = 1,
): { document: string; share: number } | null {
  const all = sumOver(parts, () => true);
  const magnitude = parts.reduce((sum, { numerator }) => sum + Math.abs(numerator), 0);
  let [sum, largest, document] = [0, 0, ''];
  for (const part of parts) {
    const square = (part.numerator - (part.denominator * all.numerator) / all.denominator) ** 2;
    sum += square;
    if (square > largest) [largest, document] = [square, part.document];
  }
  // A difference within rounding error is none.
  if (sum <= (1e-12 * magnitude) ** 2) return null;
  const share = (overDocuments * largest) / sum;
  return share > MOST ? { document, share: Math.min(1, share) } : null;
}

/**
 * P-values corrected for multiple tests: the i-th smallest of m times m − i + 1, and no smaller than those before it. The probability
 * of any false rejection at 0.05 is at most 5 %, however the tests depend on each other.
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
