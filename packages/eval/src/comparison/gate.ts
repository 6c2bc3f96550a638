import { LongrangeError } from '@longrange/errors';
import { type SeededDifference, studentDifference } from '../statistics/crossed-difference.ts';
import { type RangeRatio, rangeRatio } from '../statistics/range.ts';
import { tooFew } from '../statistics/too-few.ts';
import { optionsOf } from './compare-ranges.ts';
import type { Contender, DocumentScores } from './document-scores.ts';
import { isRange, measures, type RangeMeasure } from './measures.ts';
import { rangedPairs, tallyEvidence } from './pairs.ts';
import type { ComparedMeasure, ContenderValue, Difference } from './schema.ts';

/** Measure that must be shown not to be shorter: alone among the ranges it compares memories of different strength. */
const DECIDING = 'half-life';

/**
 * Half width of the interval of the logarithm of a ratio of half-lives, times the cube root of the pairs, and the standard deviation of a
 * half-life's logarithm over seeds, among the unlike networks of finding 1 (`tests/intervals/gate.test.ts`). A crossing is known to the cube
 * root of the data, not the square root (Groeneboom & Jongbloed 2014, chapter 3).
 */
export const KEPT_HALF_LIVES = { halfWidth: 2.5, overSeeds: 0.15 };

/** Verdict on both models, or on one range. */
export type GateVerdict = 'not shorter' | 'shorter' | 'not decided';

/** Number of pairs, or of seeds on each side that has several, that would decide; absent are those that are enough. */
export interface WouldDecide {
  readonly pairs?: number;
  readonly seeds?: number;
}

/** A range of both models, in characters, with the ratio after / before and its 95 % interval. */
export interface GatedRange {
  readonly measure: RangeMeasure['id'];
  readonly before: number | null;
  readonly after: number | null;
  /** True if the range reaches the farthest pair, and may be longer. */
  readonly beyond: { readonly before: boolean; readonly after: boolean };
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** P-value of any difference, corrected in the primary family. */
  readonly adjustedPValue: number | null;
  readonly verdict: GateVerdict;
}

/** Answer of a gate. */
export interface Gate {
  readonly verdict: GateVerdict;
  /** Largest share by which a memory may be shorter, such as 0.1. */
  readonly margin: number;
  /** Range that decided, or that would have to. */
  readonly by: GatedRange;
  /** Ranges of the primary family, the deciding one first. */
  readonly ranges: readonly GatedRange[];
  readonly pairs: number;
  readonly documents: number;
  /** Number of runs of each model. */
  readonly seeds: readonly [number, number];
  /** True if both answered every pair with the same evidence. */
  readonly isSame: boolean;
  /** Sizes that would decide if the ratio stays; absent if it is decided, or if no number is known. */
  readonly wouldDecide?: WouldDecide;
}

/**
 * Decides whether a model remembers less than another, from the ranges of the primary family on the same pairs. *Shorter*: the comparison
 * shows one of them to be shorter, corrected in the family, and does not show it to be within the margin. *Not shorter*: the 95 % interval of
 * the ratio of half-lives lies above 1 − margin, or both answer all pairs alike. A range that reaches the farthest pair is a bound: before, it
 * allows no *not shorter*, unless both certainly reach it.
 *
 * @param compared measures from `compareContenders([before, after])`
 * @throws LongrangeError `COMPARISON_MISMATCH` (exit code 2) for other pairs or another version, `DOCUMENT_SCORES_INVALID` for contradictions
 */
export function gate(
  before: Contender,
  after: Contender,
  compared: readonly ComparedMeasure[],
  { margin, seed }: { readonly margin: number; readonly seed: number },
): Gate {
  const runs = [...before.runs, ...after.runs];
  for (const run of runs) requireIntact(run);
  requireSamePairs(runs);
  const ranges = measures
    .filter(isRange)
    .sort((a, b) => Number(b.id === DECIDING) - Number(a.id === DECIDING))
    .map(({ id }) => gateRange(id, margin, compared));
  const [deciding] = ranges as [GatedRange, ...GatedRange[]];
  const isSame = answerAlike(before, after);
  const shorter = ranges.find(({ verdict }) => verdict === 'shorter');
  const by = isSame ? deciding : (shorter ?? deciding);
  const verdict = isSame ? 'not shorter' : by.verdict;
  const pairs = runs[0]!.pairs!.reduce((sum, [, own]) => sum + own.length, 0);
  const seeds = [before.runs.length, after.runs.length] as const;
  const networks = [after, before].map((one) => one.runs.map((run) => rangedPairs(run, DECIDING) ?? []));
  const found =
    verdict === 'not decided' && deciding.low !== null && !deciding.beyond.before
      ? rangeRatio(networks[0]!, networks[1]!, optionsOf(DECIDING, seed))
      : null;
  const would = found && wouldDecide(logarithmic(found), { pairs, seeds }, margin);
  return {
    verdict,
    margin,
    by,
    ranges,
    pairs,
    documents: runs[0]!.pairs!.length,
    seeds,
    isSame,
    ...(would && { wouldDecide: would }),
  };
}

/** Factor to which the ratio of the half-lives of two unlike models would be known, and what would show that a memory is unchanged. */
export function foresee(
  sizes: { readonly pairs: number; readonly seeds: readonly number[] },
  margin: number,
) {
  const overPairs = (KEPT_HALF_LIVES.halfWidth / 1.96) ** 2 / sizes.pairs ** (2 / 3);
  const overSeeds = sizes.seeds.filter((count) => count > 1);
  const found = studentDifference(
    0,
    [
      { variance: overPairs, degrees: sizes.pairs },
      ...overSeeds.map((count) => ({
        variance: KEPT_HALF_LIVES.overSeeds ** 2 / count,
        degrees: count - 1,
      })),
    ],
    overPairs,
  );
  return { factor: Math.exp(found.high), wouldDecide: wouldDecide(found, sizes, margin) };
}

function logarithmic({ ratio, low, high, ...rest }: RangeRatio): SeededDifference {
  return { ...rest, difference: Math.log(ratio), low: Math.log(low), high: Math.log(high) };
}

/** Returns the number of pairs or seeds with which the interval would lie above 1 − margin or below 1, whichever needs fewer, if the ratio stays. */
function wouldDecide(
  found: SeededDifference,
  { pairs, seeds }: { readonly pairs: number; readonly seeds: readonly number[] },
  margin: number,
): WouldDecide | undefined {
  const most = Math.max(found.difference - Math.log(1 - margin), -found.difference);
  const few = tooFew(found, { documents: pairs, seeds }, most);
  return (
    few && {
      // Half widths fall with the cube root of the pairs.
      ...(few.documents !== undefined && { pairs: Math.ceil(pairs * (few.documents / pairs) ** 1.5) }),
      ...(few.seeds !== undefined && { seeds: few.seeds }),
    }
  );
}

function gateRange(id: RangeMeasure['id'], margin: number, compared: readonly ComparedMeasure[]): GatedRange {
  const found = compared.find(({ measure }) => measure === id);
  const [before, after] = found?.values ?? [];
  const [difference] = found?.differences ?? [];
  const { low, high } = difference?.interval ?? { low: null, high: null };
  const exp = (value: number | null | undefined) => (value == null ? null : Math.exp(value));
  return {
    measure: id,
    before: before?.estimate ?? null,
    after: after?.estimate ?? null,
    beyond: { before: before?.isBound === true, after: after?.isBound === true },
    ratio: exp(difference?.difference),
    low: exp(low),
    high: exp(high),
    adjustedPValue: difference?.adjustedPValue ?? null,
    verdict: difference === undefined ? 'not decided' : verdictOf(difference, before!, after!, 1 - margin),
  };
}

function verdictOf(
  { interval, bounded, verdict }: Difference,
  before: ContenderValue,
  after: ContenderValue,
  least: number,
): GateVerdict {
  if (interval === null) return 'not decided';
  // All runs reach the farthest pair, and the interval of those after does not end much before it.
  const reach = bounded === 'both' && new Set([...before.byRun, ...after.byRun]).size === 1;
  const isKept =
    bounded === 'b' || bounded === 'both'
      ? reach && after.low !== null && after.low > least * before.estimate!
      : interval.low > Math.log(least);
  if (isKept) return 'not shorter';
  return verdict === 'b' ? 'shorter' : 'not decided';
}

/** Returns true for the same scores, or for the same evidence in every pair. */
function answerAlike(before: Contender, after: Contender): boolean {
  if (before.runs.length !== after.runs.length) return false;
  return before.runs.every((run, index) => {
    const other = after.runs[index]!;
    const isKnown = tallyEvidence(run).length > 0;
    return run === other || (isKnown && JSON.stringify(run.pairs) === JSON.stringify(other.pairs));
  });
}

/** @throws LongrangeError `COMPARISON_MISMATCH`, `DOCUMENT_SCORES_INVALID` (exit code 2) for scores without pairs, or whose parts contradict each other */
function requireIntact({ model: { run }, pairs = [], tallies }: DocumentScores): void {
  if (pairs.length === 0)
    throw mismatch(
      `two models with minimal pairs, got ${run} without any`,
      'a text, or a server that gives no probabilities, has no memory to test.',
    );
  const tally = tallies.find(({ measure, range }) => measure === 'minimal-pairs' && range === null);
  const stated = new Map(tally?.parts.map(([document, right, count]) => [document, [right, count]]));
  const isIntact = pairs.every(([document, own]) => {
    const [right, count] = stated.get(document) ?? [];
    return (
      count === own.length &&
      right === own.filter((one) => one[1] === 1).length &&
      own.every(([, isRight, evidence]) => isRight === 0 || evidence === null || evidence >= 0)
    );
  });
  if (isIntact && stated.size === pairs.length) return;
  throw new LongrangeError({
    code: 'DOCUMENT_SCORES_INVALID',
    message: `Expected scores of ${run} whose parts agree, got minimal pairs that contradict their sums: edited or damaged.`,
    hint: 'measure the model again, with `longrange eval` or `longrange compare --fresh`.',
    exitCode: 2,
  });
}

/** @throws LongrangeError `COMPARISON_MISMATCH` (exit code 2) */
function requireSamePairs([first, ...others]: readonly DocumentScores[]): void {
  const itemsOf = ({ pairs }: DocumentScores) =>
    JSON.stringify(pairs!.map(([document, own]) => [document, own.map(([distance]) => distance)]));
  const items = itemsOf(first!);
  for (const other of others) {
    const [one, two] = [first!, other].map(({ versions }) => versions.longrange ?? 'unknown');
    const names = `${first!.model.run} and ${other.model.run}`;
    if (one !== two)
      throw mismatch(`${names} to be measured by one version of longrange, got ${one} and ${two}`);
    if (items !== itemsOf(other))
      throw mismatch(`${names} to be asked the same minimal pairs, got different ones`);
  }
}

function mismatch(expectation: string, hint = 'measure both again, with the same options.') {
  return new LongrangeError({
    code: 'COMPARISON_MISMATCH',
    message: `Expected ${expectation}.`,
    hint,
    exitCode: 2,
  });
}
