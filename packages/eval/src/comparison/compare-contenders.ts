import { nextTurn } from '../statistics/next-turn.ts';
import { drawsFor, holm } from '../statistics/permutation.ts';
import {
  compareMeasure,
  hasMeasure,
  type Pair,
  requireSameEvaluationSet,
  talliesOf,
} from './compare-measure.ts';
import { compareRanges } from './compare-ranges.ts';
import type { Contender } from './document-scores.ts';
import { families, isRange, type Measure, measures } from './measures.ts';
import type { ComparedMeasure, Comparison, Difference } from './schema.ts';
import type { Tally } from './tally.ts';

/** Options of a comparison. */
export interface CompareOptions {
  /** Seed of the permutations. */
  readonly seed: number;
  readonly kind: Comparison['kind'];
  /** Receives the share of the work done so far, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Maximum number of models to compare in all pairs. More models, and checkpoints, are each compared with the first. */
const MOST_FOR_ALL_PAIRS = 4;

/**
 * Compares models by their figures on each document: every measure that two of them have, overall and by distance. P-values are corrected for
 * multiple testing in two families: the primary measures, and all others.
 *
 * @throws LongrangeError `COMPARISON_MISMATCH` (exit code 2) if they did not read the same held-out characters or were sampled differently
 */
export async function compareContenders(
  contenders: readonly Contender[],
  { seed, kind, onProgress = () => undefined }: CompareOptions,
): Promise<ComparedMeasure[]> {
  requireSameEvaluationSet(contenders.flatMap(({ runs }) => runs));
  const pairs = pairsOf(contenders.length, kind);
  const tasks = measures.flatMap((measure) =>
    rangesOf(measure, contenders).map((range) => ({ measure, range })),
  );
  const options = { seed, resamples: drawsFor(pairs.length * tasks.length) };
  const compared: ComparedMeasure[] = [];
  for (const { measure, range } of tasks) {
    compared.push(
      isRange(measure)
        ? compareRanges(measure, contenders, pairs, seed)
        : compareMeasure(measure, range, contenders, pairs, options),
    );
    onProgress(compared.length / tasks.length);
    await nextTurn();
  }
  return judge(compared);
}

/** Returns the pairs to compare: the later contender minus the earlier. */
function pairsOf(contenders: number, kind: Comparison['kind']): Pair[] {
  const firsts = kind === 'models' && contenders <= MOST_FOR_ALL_PAIRS ? contenders : 1;
  const indexes = Array.from({ length: contenders }, (_, index) => index);
  return indexes.slice(0, firsts).flatMap((b) => indexes.slice(b + 1).map((a): Pair => ({ a, b })));
}

/** Returns the measures that only some contenders have, without those that merely weight the same documents differently. */
export function measuresLeftOut(contenders: readonly Contender[]): NonNullable<Comparison['leftOut']> {
  return measures.flatMap((measure) => {
    const lacking = [...contenders.keys()].filter((index) => !hasMeasure(contenders[index]!, measure));
    if (measure.perDocument !== undefined || lacking.length === 0 || lacking.length === contenders.length)
      return [];
    return [{ measure: measure.id, title: measure.title, contenders: lacking }];
  });
}

/** Returns null, for the overall figure, then each range of distances that any contender has; empty if fewer than two have the measure. */
function rangesOf(measure: Measure, contenders: readonly Contender[]): Tally['range'][] {
  const { id, perDocument = id } = measure;
  const having = contenders.filter((contender) => hasMeasure(contender, measure));
  if (having.length < Math.min(2, contenders.length)) return [];
  const tallies = having.flatMap(({ runs }) => runs.flatMap(talliesOf));
  const ranges = tallies.flatMap((tally) =>
    tally.measure !== perDocument || tally.range === null ? [] : [tally.range],
  );
  const distinct = new Map(ranges.map((range) => [range.from, range]));
  return [null, ...[...distinct.values()].sort((a, b) => a.from - b.from)];
}

/** Corrects the p-values of each family for multiple testing and decides the verdicts. */
function judge(compared: readonly ComparedMeasure[]): ComparedMeasure[] {
  const adjusted = new Map<Difference, number>();
  for (const family of families) {
    const tested = compared.filter((one) => one.family === family).flatMap(({ differences }) => differences);
    const pValues = holm(tested.map(({ pValue }) => pValue));
    for (const [index, difference] of tested.entries()) adjusted.set(difference, pValues[index]!);
  }
  return compared.map((measure) => ({
    ...measure,
    differences: measure.differences.map((found) => {
      const difference = { ...found, adjustedPValue: adjusted.get(found)! };
      return { ...difference, verdict: decideVerdict(difference, measure.unit) };
    }),
  }));
}

type Evidence = Pick<Difference, 'difference' | 'interval' | 'adjustedPValue' | 'bounded'>;

/**
 * Decides which verdict a difference allows: one side is better only if the interval excludes 0 and the p-value stays below 0.05 after correction.
 * There is no verdict if it would favor the side opposite a bound.
 */
function decideVerdict(
  { difference, interval, adjustedPValue, bounded }: Evidence,
  unit: ComparedMeasure['unit'],
): Difference['verdict'] {
  const side = sideOf(interval);
  const better = difference > 0 === (unit !== 'bits') ? 'a' : 'b';
  if (bounded !== undefined && (side === 0 || bounded !== better)) return 'withheld';
  if (side === 0) return 'open';
  return adjustedPValue >= 0.05 ? 'hint' : better;
}

/** Returns 1 if the whole interval lies above 0, −1 if it lies below, else 0. */
function sideOf(interval: { readonly low: number; readonly high: number } | null): -1 | 0 | 1 {
  if (interval === null) return 0;
  if (interval.low > 0) return 1;
  return interval.high < 0 ? -1 : 0;
}
