import { THIN_BELOW } from './buckets.ts';
import { clusterVariance, sumOf } from './cluster-variance.ts';
import { clusteredProportion, shareInterval } from './clusters.ts';
import { lastAtRisk } from './failure-hazard.ts';
import type { Fate } from './fate.ts';
import { groupByDocument } from './group-by-document.ts';
import type { RatioPart } from './ratio-part.ts';
import type { SurvivalPoint } from './shapes.ts';
import { studentCritical } from './student-t.ts';

interface Interval {
  readonly low: number;
  readonly high: number;
}

/** What follows from the failures up to a distance: the curve, and what its variance takes. */
interface Step {
  readonly distance: number;
  readonly survival: number;
  /** 1 / (at risk − failures), what a failure at this distance adds to −log S. */
  readonly weight: number;
  /** Σ hazard · weight up to here: what an opener that was at risk so far was expected to add. */
  readonly expected: number;
}

const POINTS_PER_DOUBLING = 4;

/**
 * Net survival: the share that has not failed by a distance, were failing all that could happen to it; S(d) = ∏ (1 − failures / at risk) over the
 * characters up to d. A correct closing censors, as the cut of a text does, so that the curve does not depend on how long openers stay open,
 * as long as those that close early would have failed as often as those that stay. Kaplan & Meier (1958), JASA 53, 457–481.
 *
 * On a grid of four points per doubling, as far as 30 openers are at risk, with pointwise 95 % intervals over documents. A failure adds
 * 1 / (at risk − failures) to −log S, and each character at risk is expected to add the hazard times that. What documents add, divided by what
 * they were expected to, is a ratio of sums that is 1; its variance (`clusterVariance`), but not less than that of independent openers
 * (Greenwood's), is that of log S, taken on the scale of log(−log S) with Student's t.
 */
export function netSurvival(fates: readonly Fate[]): SurvivalPoint[] {
  const seen = fates.filter((fate) => lastAtRisk(fate) > 0);
  const ends = seen.map(lastAtRisk).sort((a, b) => a - b);
  const steps = stepsOf(seen, ends);
  const documents = [...groupByDocument(seen).values()];
  return gridUpTo(ends.at(-THIN_BELOW) ?? 0).map((distance) => {
    const atRisk = ends.length - countBelow(ends, distance, Number);
    const step = lastStep(steps, distance);
    const share = step?.survival ?? 1;
    if (documents.length < 2) return { distance, atRisk, share, low: null, high: null };
    const interval =
      step === undefined
        ? soundInterval(documents, distance)
        : intervalOf(
            step,
            documents.map((own) => partOf(own, steps, distance)),
          );
    return { distance, atRisk, share, ...interval };
  });
}

function stepsOf(fates: readonly Fate[], ends: readonly number[]): Step[] {
  const failures = new Map<number, number>();
  for (const { time, cause } of fates)
    if (cause === 'broken') failures.set(time, (failures.get(time) ?? 0) + 1);
  let [survival, expected] = [1, 0];
  return [...failures]
    .sort(([a], [b]) => a - b)
    .map(([distance, failed]): Step => {
      const atRisk = ends.length - countBelow(ends, distance, Number);
      const weight = 1 / (atRisk - failed);
      survival *= 1 - failed / atRisk;
      expected += (failed / atRisk) * weight;
      return { distance, survival, weight, expected };
    });
}

/** What a document's failures add to −log S, and what they were expected to add. */
function partOf(fates: readonly Fate[], steps: readonly Step[], distance: number): RatioPart {
  let [numerator, denominator] = [0, 0];
  for (const fate of fates) {
    const last = lastAtRisk(fate);
    const step = lastStep(steps, Math.min(last, distance));
    if (step === undefined) continue;
    denominator += step.expected;
    if (fate.cause === 'broken' && last <= distance) numerator += step.weight;
  }
  return { numerator, denominator };
}

function intervalOf({ survival, expected }: Step, all: readonly RatioPart[]): Interval {
  if (survival === 0) return shareInterval(0, 0, all.length);
  const parts = all.filter(({ denominator }) => denominator > 0);
  const seen = clusterVariance(parts, ({ denominator }) => 1 / Math.sqrt(denominator));
  const clustered = sumOf(parts).denominator ** 2 * seen.variance;
  const degrees = clustered > expected ? seen.degrees : all.length - 1;
  const error = Math.sqrt(Math.max(clustered, expected));
  const factor = Math.exp((studentCritical(degrees) * error) / Math.abs(Math.log(survival)));
  return { low: survival ** factor, high: survival ** (1 / factor) };
}

/** Where nothing has failed yet: that of the share of the openers that got so far. */
function soundInterval(documents: readonly (readonly Fate[])[], distance: number): Interval {
  const counts = documents.map((own) => own.filter((fate) => lastAtRisk(fate) >= distance).length);
  const { low } = clusteredProportion(counts.map((n) => ({ numerator: n, denominator: n })));
  return { low, high: 1 };
}

/** 1, 2, 3, 4, 5, 6, 7, 8, 10, … up to a distance. */
function gridUpTo(farthest: number): number[] {
  const grid: number[] = [];
  for (let power = 0; Math.round(2 ** power) <= farthest; power += 1 / POINTS_PER_DOUBLING) {
    const distance = Math.round(2 ** power);
    if (distance !== grid.at(-1)) grid.push(distance);
  }
  return grid;
}

/** The last step at most so far; none before the first failure. */
function lastStep(steps: readonly Step[], distance: number): Step | undefined {
  return steps[countBelow(steps, distance + 1, (step) => step.distance) - 1];
}

/** How many of what ascends lie below a limit. */
function countBelow<T>(ascending: readonly T[], limit: number, numberOf: (item: T) => number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numberOf(ascending[middle]!) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
