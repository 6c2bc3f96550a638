import { LongrangeError } from '@longrange/errors';
import { THIN_BELOW } from '../statistics/buckets.ts';
import { clusteredProportion } from '../statistics/clusters.ts';
import {
  crossedDifference,
  differencesOf,
  groupInterval,
  LEAST_DEGREES,
  meanOver,
  nestedDifference,
  ofMean,
  ratioOf,
  type SeededDifference,
} from '../statistics/crossed-difference.ts';
import { eachOnce, LEAST_FOR_INTERVAL, type NamedPart } from '../statistics/parts.ts';
import type { PermutationOptions } from '../statistics/permutation.ts';
import { alike, clusteredRatio, clusterVariance, smith, sumOf } from '../statistics/ratio.ts';
import { spreadOf } from '../statistics/summaries.ts';
import { type Sizes, tooFew } from '../statistics/too-few.ts';
import type { Contender, DocumentScores } from './document-scores.ts';
import { isRange, type Measure } from './measures.ts';
import { rangedPairs, tallyEvidence } from './pairs.ts';
import type { ComparedMeasure, ContenderValue, Difference } from './schema.ts';
import { type Tally, toTally } from './tally.ts';
import { pairedEvidence, unpairedEvidence } from './test-differences.ts';

/** Indexes of two contenders, for the difference `a` minus `b`. */
export interface Pair {
  readonly a: number;
  readonly b: number;
}

/** Half width above which an interval is wide: of a ratio a factor of 1.5, of bits per character 0.05. */
const WIDE: Partial<Record<Measure['unit'], number>> = { characters: Math.log(1.5), bits: 0.05 };

/** Compares one measure, overall or in one range of distances. Verdicts follow once the p-values are corrected. */
export function compareMeasure(
  measure: Measure,
  range: Tally['range'],
  contenders: readonly Contender[],
  pairs: readonly Pair[],
  options: PermutationOptions,
): ComparedMeasure {
  const { id, title, unit, paired, family } = measure;
  const has = contenders.map((contender) => hasMeasure(contender, measure));
  const byRun = contenders.map(({ runs }, index) =>
    runs.map((run) => (has[index] ? partsOf(run, measure, range) : [])),
  );
  const having = byRun.filter((_, index) => has[index]);
  if (paired) for (const runs of unit === 'bits' ? having : [having.flat()]) requireSameParts(title, runs);
  const isBound = contenders.map(({ runs }) => runs.some((run) => tallyOf(run, measure, range)?.isBound));
  const parts = byRun.map((runs) => (paired ? meanOver(runs) : runs.flat()));
  const values = parts.map((merged, index) => ({
    ...figureOf(merged, byRun[index]!, measure),
    ...(isBound[index] && { isBound: true as const }),
  }));
  const working = unit === 'bits' ? alike : smith;
  const differences = pairs.flatMap(({ a, b }) => {
    if (values[a]!.thin || values[b]!.thin) return [];
    const overSeeds = hasSeeds(byRun[a]!, byRun[b]!);
    const onBoth = (own: readonly NamedPart[], other: readonly NamedPart[]): NamedPart[] =>
      paired ? onCommonCases(own, other) : [...own];
    const [ofA, ofB] = [onBoth(parts[a]!, parts[b]!), onBoth(parts[b]!, parts[a]!)];
    const found = overSeeds
      ? (paired ? crossedDifference : nestedDifference)(
          byRun[a]!.map((run) => onBoth(run, ofB)),
          byRun[b]!.map((run) => onBoth(run, ofA)),
          working,
        )
      : paired
        ? pairedEvidence(differencesOf(ofA, ofB), options, working)
        : unpairedEvidence(ofA, ofB, options);
    const isFew = Math.min(ofA.length, ofB.length) < LEAST_FOR_INTERVAL;
    const tested = { ...found, ...(isFew && { interval: null, pValue: 1 }), overSeeds };
    const sizes = {
      documents: Math.min(ofA.length, ofB.length),
      seeds: [byRun[a]!.length, byRun[b]!.length],
    };
    return [toDifference({ a, b }, tested, isBound, { unit, ...sizes })];
  });
  const [blind, ...others] = new Set(
    contenders.flatMap(({ runs }) => runs.map((run) => tallyOf(run, measure, range)?.blind)),
  );
  const known = blind !== undefined && others.length === 0 && { blind };
  return { measure: id, title, unit, paired, family, range, ...known, values, differences };
}

/** Returns true if all runs of the contender have the measure. */
export function hasMeasure({ runs }: Contender, measure: Measure): boolean {
  return runs.every((run) =>
    isRange(measure) ? rangedPairs(run, measure.id) !== undefined : tallyOf(run, measure, null) !== undefined,
  );
}

function tallyOf(
  scores: DocumentScores,
  { id, perDocument = id }: Measure,
  range: Tally['range'],
): Tally | undefined {
  return talliesOf(scores).find(
    (candidate) => candidate.measure === perDocument && candidate.range?.from === range?.from,
  );
}

const ofPairs = new WeakMap<DocumentScores, Tally[]>();

/** Returns the stored tallies and those computed from the stored pairs. */
export function talliesOf(scores: DocumentScores): Tally[] {
  if (!ofPairs.has(scores)) ofPairs.set(scores, [...scores.tallies, ...tallyEvidence(scores).map(toTally)]);
  return ofPairs.get(scores)!;
}

function partsOf(scores: DocumentScores, measure: Measure, range: Tally['range']): NamedPart[] {
  const parts = (tallyOf(scores, measure, range)?.parts ?? []).map(([document, numerator, denominator]) => ({
    document,
    numerator,
    denominator,
  }));
  return measure.perDocument === undefined ? parts : eachOnce(parts);
}

/** Keeps the documents that both have. Each gets the smaller number of cases and its own mean, as one side may skip first characters. */
function onCommonCases(own: readonly NamedPart[], other: readonly NamedPart[]): NamedPart[] {
  const theirs = new Map(other.map((part) => [part.document, part]));
  return own.flatMap(({ document, numerator, denominator }) => {
    const common = Math.min(denominator, theirs.get(document)?.denominator ?? 0);
    return common === 0
      ? []
      : [{ document, numerator: numerator * (common / denominator), denominator: common }];
  });
}

/** Builds a difference, without its verdict, between contenders whose figures may be bounds. */
export function toDifference(
  { a, b }: Pair,
  found: Pick<Difference, 'difference' | 'pValue' | 'overSeeds'> &
    (Pick<Difference, 'interval'> | Omit<SeededDifference, 'difference' | 'pValue'>),
  isBound: readonly (boolean | undefined)[],
  { unit, ...sizes }: Sizes & Pick<Measure, 'unit'>,
): Difference {
  const { difference, overSeeds } = found;
  const { interval, pValue } =
    'interval' in found
      ? found
      : found.degrees < LEAST_DEGREES
        ? { interval: null, pValue: 1 }
        : { interval: { low: found.low, high: found.high }, pValue: found.pValue };
  const variances = 'interval' in found ? { overDocuments: 1, degrees: Number.POSITIVE_INFINITY } : found;
  const wide = WIDE[unit];
  const few =
    interval === null || wide === undefined ? undefined : tooFew({ ...interval, ...variances }, sizes, wide);
  const bounded = isBound[a] ? (isBound[b] ? 'both' : 'a') : isBound[b] ? 'b' : undefined;
  return {
    a,
    b,
    difference,
    interval,
    pValue,
    adjustedPValue: pValue,
    overSeeds,
    verdict: 'open',
    ...(few !== undefined && { tooFew: few }),
    ...(bounded !== undefined && { bounded }),
  };
}

function figureOf(
  parts: readonly NamedPart[],
  runs: readonly NamedPart[][],
  { unit, paired }: Measure,
): ContenderValue {
  const byRun = runs.map((run) => (run.length === 0 ? null : ratioOf(run)));
  // Weighted cases sum to a whole number, apart from rounding.
  const n = Math.round(sumOf(parts).denominator);
  const figure = unit === 'share' ? clusteredProportion(parts) : { ...clusteredRatio(parts), held: null };
  const estimate = parts.length === 0 ? null : figure.estimate;
  const spread = byRun.includes(null) ? null : spreadOf(byRun as number[]);
  const isFew = parts.length < LEAST_FOR_INTERVAL;
  // Samples are nested in seeds. A few seeds that happen to agree must not make the interval narrower than documents alone do.
  const overSeeds = () => {
    const variances = [...(paired ? [clusterVariance(parts, smith)] : []), ofMean(byRun as number[])];
    const { low, high } = groupInterval(figure.estimate!, variances, unit === 'share');
    return low === null || high === null
      ? { low, high }
      : { low: Math.min(low, figure.low!), high: Math.max(high, figure.high!) };
  };
  return {
    ...figure,
    ...(isFew ? { low: null, high: null } : spread && overSeeds()),
    estimate,
    n,
    documents: parts.length,
    thin: n < THIN_BELOW,
    byRun,
    spread,
  };
}

/** Returns true if either side has at least two networks and every network of both sides has a case. */
function hasSeeds(...sides: readonly (readonly NamedPart[][])[]): boolean {
  return sides.some(({ length }) => length > 1) && sides.flat().every((parts) => parts.length > 0);
}

/** @throws LongrangeError `COMPARISON_MISMATCH` (exit code 2) if runs did not read the same text or were sampled differently */
export function requireSameEvaluationSet(runs: readonly DocumentScores[]): void {
  const [first, ...others] = runs;
  for (const other of others) {
    const what = mismatch(first!, other);
    if (what === undefined) continue;
    throw notComparable(
      `${first!.model.run} and ${other.model.run} to be measured in the same way, got different ${what}`,
    );
  }
}

/** @throws LongrangeError `COMPARISON_MISMATCH` (exit code 2) if a paired measure does not have the same cases in all runs */
function requireSameParts(title: string, runs: readonly (readonly NamedPart[])[]): void {
  const signature = (parts: readonly NamedPart[]): string =>
    JSON.stringify(parts.map(({ document, denominator }) => [document, denominator]));
  if (new Set(runs.map(signature)).size <= 1) return;
  throw notComparable(`all runs to have the same cases of “${title}” in every document, got different cases`);
}

function mismatch(a: DocumentScores, b: DocumentScores): string | undefined {
  const describe = ({ heldOut }: DocumentScores): string =>
    `${heldOut.documents} documents, ${heldOut.characters} characters, SHA-256 ${heldOut.sha256.slice(0, 12)}…`;
  if (a.heldOut.sha256 !== b.heldOut.sha256) return `held-out text (${describe(a)}; ${describe(b)})`;
  const keys = Object.keys({ ...a.sampling, ...b.sampling });
  const differing = keys.filter((key) => a.sampling[key] !== b.sampling[key]);
  if (differing.length === 0) return undefined;
  return `sampling (${differing.map((key) => `${key}: ${a.sampling[key]} and ${b.sampling[key]}`).join(', ')})`;
}

function notComparable(expectation: string): LongrangeError {
  return new LongrangeError({
    code: 'COMPARISON_MISMATCH',
    message: `Expected ${expectation}.`,
    hint: 'compare runs that share a corpus and a split, and measure them with the same options; --fresh repeats stored measurements.',
    exitCode: 2,
  });
}
