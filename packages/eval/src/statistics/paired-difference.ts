import { RandomStream } from '@longrange/code';
import { checkResamples } from './check-resamples.ts';

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
