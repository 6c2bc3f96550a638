import { THIN_BELOW } from '../statistics/buckets.ts';
import { clusteredProportion } from '../statistics/clusters.ts';
import { crossedDifference, nestedDifference, ratioOf } from '../statistics/crossed-difference.ts';
import { eachOnce, type NamedPart } from '../statistics/parts.ts';
import { dominantDocument, type PermutationOptions, pairedDifference } from '../statistics/permutation.ts';
import { clusteredRatio, sumOf } from '../statistics/ratio.ts';

import { spreadOf } from '../statistics/summaries.ts';
import type { Contender } from './contender.ts';
import type { DocumentScores } from './document-scores.ts';
import type { Measure } from './measures.ts';
import { requireSameParts } from './same-evaluation-set.ts';
import type { ComparedMeasure, ContenderValue, Difference } from './schema.ts';
import type { Tally } from './tally.ts';
import { unpairedEvidence } from './test-differences.ts';

/** Indexes of the contenders of a difference, `a` minus `b`. */
export interface Pair {
  readonly a: number;
  readonly b: number;
}

/** Compares one measure, overall or in one range of distances. Verdicts wait for the correction of the p-values. */
export function compareMeasure(
  measure: Measure,
  range: Tally['range'],
  contenders: readonly Contender[],
  pairs: readonly Pair[],
  options: PermutationOptions,
): ComparedMeasure {
  const { id, title, unit, paired } = measure;
  const has = contenders.map((contender) => hasMeasure(contender, measure));
  const byRun = contenders.map(({ runs }, index) =>
    runs.map((run) => (has[index] ? partsOf(run, measure, range) : [])),
  );
  const having = byRun.filter((_, index) => has[index]);
  if (paired) for (const runs of unit === 'bits' ? having : [having.flat()]) requireSameParts(title, runs);
  const isBound = contenders.map(({ runs }) => runs.some((run) => tallyOf(run, measure, range)?.isBound));
  const parts = byRun.map((runs) => (paired ? meanOverRuns(runs) : runs.flat()));
  const values = parts.map((merged, index) => ({
    ...figureOf(merged, byRun[index]!, unit),
    ...(isBound[index] && { isBound: true as const }),
  }));
  const differences = pairs.flatMap(({ a, b }) => {
    if (values[a]!.thin || values[b]!.thin) return [];
    const overSeeds = [byRun[a]!, byRun[b]!].every(hasSeeds);
    const onBoth = (own: readonly NamedPart[], other: readonly NamedPart[]): NamedPart[] =>
      paired ? onCommonCases(own, other) : [...own];
    const [ofA, ofB] = [onBoth(parts[a]!, parts[b]!), onBoth(parts[b]!, parts[a]!)];
    const evidence = overSeeds
      ? seededEvidence(
          paired,
          byRun[a]!.map((run) => onBoth(run, ofB)),
          byRun[b]!.map((run) => onBoth(run, ofA)),
        )
      : (paired ? pairedEvidence : unpairedEvidence)(ofA, ofB, options);
    const bounded = boundedBy(isBound[a]!, isBound[b]!);
    return [
      {
        ...{ a, b, ...evidence, overSeeds, adjustedPValue: evidence.pValue, verdict: 'open' as const },
        ...(bounded !== undefined && { bounded }),
      },
    ];
  });
  const [blind, ...others] = new Set(
    contenders.flatMap(({ runs }) => runs.map((run) => tallyOf(run, measure, range)?.blind)),
  );
  const known = blind !== undefined && others.length === 0 && { blind };
  return { measure: id, title, unit, paired, range, ...known, values, differences };
}

/** Returns true if all runs of the contender have the measure. */
export function hasMeasure({ runs }: Contender, measure: Measure): boolean {
  return runs.every((run) => tallyOf(run, measure, null) !== undefined);
}

function tallyOf(
  { tallies }: DocumentScores,
  { id, perDocument = id }: Measure,
  range: Tally['range'],
): Tally | undefined {
  return tallies.find(
    (candidate) => candidate.measure === perDocument && candidate.range?.from === range?.from,
  );
}

function partsOf(scores: DocumentScores, measure: Measure, range: Tally['range']): NamedPart[] {
  const parts = (tallyOf(scores, measure, range)?.parts ?? []).map(([document, numerator, denominator]) => ({
    document,
    numerator,
    denominator,
  }));
  return measure.perDocument === undefined ? parts : eachOnce(parts);
}

/** Keeps the documents that both have, each with the smaller number of cases: if one side leaves out the first characters, both count with their means. */
function onCommonCases(own: readonly NamedPart[], other: readonly NamedPart[]): NamedPart[] {
  const theirs = new Map(other.map((part) => [part.document, part]));
  return own.flatMap(({ document, numerator, denominator }) => {
    const common = Math.min(denominator, theirs.get(document)?.denominator ?? 0);
    return common === 0
      ? []
      : [{ document, numerator: numerator * (common / denominator), denominator: common }];
  });
}

function boundedBy(a: boolean, b: boolean): Difference['bounded'] {
  if (a) return b ? 'both' : 'a';
  return b ? 'b' : undefined;
}

/** Returns the mean of each document over runs, all of which read the same part of it. */
function meanOverRuns(runs: readonly NamedPart[][]): NamedPart[] {
  return runs[0]!.map(({ document, denominator }, index) => {
    const numerator = runs.reduce((sum, parts) => sum + parts[index]!.numerator, 0) / runs.length;
    return { document, denominator, numerator };
  });
}

function figureOf(
  parts: readonly NamedPart[],
  runs: readonly NamedPart[][],
  unit: Measure['unit'],
): ContenderValue {
  const byRun = runs.map((run) => (run.length === 0 ? null : ratioOf(run)));
  // Weighted cases add up to a whole number, apart from rounding.
  const n = Math.round(sumOf(parts).denominator);
  const figure = unit === 'bits' ? { ...clusteredRatio(parts), held: null } : clusteredProportion(parts);
  const estimate = parts.length === 0 ? null : figure.estimate;
  return {
    ...figure,
    estimate,
    n,
    documents: parts.length,
    thin: n < THIN_BELOW,
    byRun,
    spread: byRun.includes(null) ? null : spreadOf(byRun as number[]),
  };
}

/** Returns true for at least two networks, each with a case. */
function hasSeeds(runs: readonly NamedPart[][]): boolean {
  return runs.length > 1 && runs.every((parts) => parts.length > 0);
}

type Evidence = Pick<Difference, 'difference' | 'interval' | 'pValue' | 'dominatedBy'>;

function seededEvidence(paired: boolean, a: readonly NamedPart[][], b: readonly NamedPart[][]): Evidence {
  const compare = paired ? crossedDifference : nestedDifference;
  const { difference, low, high, pValue, overDocuments } = compare(a, b);
  const dominatedBy = paired
    ? dominantDocument(differencesOf(meanOverRuns(a), meanOverRuns(b)), overDocuments)
    : null;
  return { difference, interval: { low, high }, pValue, dominatedBy };
}

function pairedEvidence(
  a: readonly NamedPart[],
  b: readonly NamedPart[],
  options: PermutationOptions,
): Evidence {
  const parts = differencesOf(a, b);
  const { difference, interval, pValue } = pairedDifference(parts, options);
  return { difference, interval, pValue, dominatedBy: dominantDocument(parts) };
}

function differencesOf(a: readonly NamedPart[], b: readonly NamedPart[]) {
  return a.map(({ document, numerator, denominator }, index) => ({
    document,
    difference: numerator - b[index]!.numerator,
    weight: denominator,
  }));
}
