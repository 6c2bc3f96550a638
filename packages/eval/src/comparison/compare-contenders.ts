import { drawsFor, holm } from '../statistics/permutation.ts';

import { compareMeasure, hasMeasure, type Pair } from './compare-measure.ts';
import type { Contender } from './contender.ts';
import { type Measure, measures } from './measures.ts';
import { requireSameGround } from './same-ground.ts';
import type { ComparedMeasure, Comparison } from './schema.ts';
import type { Tally } from './tally.ts';
import { decideVerdict } from './verdict.ts';

/** Options of a comparison. */
export interface CompareOptions {
  /** Of the permutations. */
  readonly seed: number;
  readonly kind: Comparison['kind'];
  /** Told how much of the work is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Up to so many models every pair is compared; more of them, and checkpoints, each with the first. */
const MOST_FOR_ALL_PAIRS = 4;

/**
 * Compares models by what they did on each document: every measure that two of them have, whole and by distance. P-values are
 * corrected for their number: all differences are one family.
 *
 * @throws LongrangeError `COMPARISON_MISMATCH` (exit code 2) where they did not read the same held-out characters or were not
 * sampled alike
 */
export async function compareContenders(
  contenders: readonly Contender[],
  { seed, kind, onProgress = () => undefined }: CompareOptions,
): Promise<ComparedMeasure[]> {
  requireSameGround(contenders.flatMap(({ runs }) => runs));
  const pairs = pairsOf(contenders.length, kind);
  const tasks = measures.flatMap((measure) =>
    rangesOf(measure, contenders).map((range) => ({ measure, range })),
  );
  const options = { seed, resamples: drawsFor(pairs.length * tasks.length) };
  const compared: ComparedMeasure[] = [];
  for (const { measure, range } of tasks) {
    compared.push(compareMeasure(measure, range, contenders, pairs, options));
    onProgress(compared.length / tasks.length);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return judge(compared);
}

/** The later of two minus the earlier. */
function pairsOf(contenders: number, kind: Comparison['kind']): Pair[] {
  const firsts = kind === 'models' && contenders <= MOST_FOR_ALL_PAIRS ? contenders : 1;
  const indexes = Array.from({ length: contenders }, (_, index) => index);
  return indexes.slice(0, firsts).flatMap((b) => indexes.slice(b + 1).map((a): Pair => ({ a, b })));
}

/** What some contenders have been measured by and others not: of the whole measures, without those that count the same documents otherwise. */
export function measuresLeftOut(contenders: readonly Contender[]): NonNullable<Comparison['leftOut']> {
  return measures.flatMap((measure) => {
    const lacking = [...contenders.keys()].filter((index) => !hasMeasure(contenders[index]!, measure));
    if (measure.perDocument !== undefined || lacking.length === 0 || lacking.length === contenders.length)
      return [];
    return [{ measure: measure.id, title: measure.title, contenders: lacking }];
  });
}

/** Null for the whole, then the ranges of distance that any contender has; nothing where fewer than two have the measure. */
function rangesOf(measure: Measure, contenders: readonly Contender[]): Tally['range'][] {
  const { id, perDocument = id } = measure;
  const having = contenders.filter((contender) => hasMeasure(contender, measure));
  if (having.length < Math.min(2, contenders.length)) return [];
  const tallies = having.flatMap(({ runs }) => runs.flatMap((run) => run.tallies));
  const ranges = tallies.flatMap((tally) =>
    tally.measure !== perDocument || tally.range === null ? [] : [tally.range],
  );
  const distinct = new Map(ranges.map((range) => [range.from, range]));
  return [null, ...[...distinct.values()].sort((a, b) => a.from - b.from)];
}

/** Corrects all p-values for their number, and draws the verdicts. */
function judge(compared: readonly ComparedMeasure[]): ComparedMeasure[] {
  const family = compared.flatMap(({ differences }) => differences);
  const pValues = holm(family.map(({ pValue }) => pValue));
  const adjusted = new Map(family.map((difference, index) => [difference, pValues[index]!]));
  return compared.map((measure) => ({
    ...measure,
    differences: measure.differences.map((found) => {
      const difference = { ...found, adjustedPValue: adjusted.get(found)! };
      return { ...difference, verdict: decideVerdict(difference, measure.unit) };
    }),
  }));
}
