import { doublingScale, THIN_BELOW } from './buckets.ts';
import { clusteredProportion, shareInterval, wilsonInterval } from './clusters.ts';
import type { DocumentParts } from './document-parts.ts';
import type { Fate } from './fate.ts';
import { groupByDocument, type NamedPart, type RatioPart } from './parts.ts';
import { clusterVariance, sumOf } from './ratio.ts';
import type { HazardBucket, SurvivalPoint } from './shapes.ts';
import { studentCritical } from './student-t.ts';

/** What one document has at a range of distances: failures (the numerator) and characters at risk (the denominator). */
interface RiskPart extends NamedPart {
  /** Openers that are still open where the range begins. */
  readonly openers: number;
}

/**
 * The farthest character from its opener at which it could be seen to fail. A cut lies before its character: of the text `(a` the one at
 * distance 1 was seen, and the cut is at distance 2.
 */
function lastAtRisk({ time, cause }: Fate): number {
  return cause === 'open' ? time - 1 : time;
}

/**
 * The cause-specific hazard of failure by doubling distances: failures per character, among what is still open at that character. What is
 * closed correctly, or cut off, is at risk until then and counts no further, so that the hazard depends neither on how long openers stay
 * open nor on where texts are cut. Prentice et al. (1978), "The analysis of failure times in the presence of competing risks", Biometrics 34,
 * 541–554.
 *
 * Failures / characters is a ratio of sums over documents. Its interval is Wilson's at the effective sample size that follows from the variance
 * over documents (`clusterVariance`), which is not less than that of independent characters. Where nothing failed, it is that of the share of openers
 * that fail (`clusteredProportion`), divided by the characters that each is at risk for. Coverage: tests/intervals/open-brackets.test.ts.
 */
export function failureHazard(fates: readonly Fate[]): HazardBucket[] {
  return failurePartsByDistance(fates).map(({ from, to, parts }) => {
    const { numerator: failures, denominator: characters } = sumOf(parts);
    const openers = openersIn(parts);
    const counts = { from, to, failures, characters, openers, documents: parts.length };
    return { ...counts, estimate: failures / characters, ...intervalOf(parts), thin: openers < THIN_BELOW };
  });
}

function intervalOf(parts: readonly RiskPart[]): Pick<HazardBucket, 'low' | 'high'> {
  if (parts.length < 2) return { low: null, high: null };
  const { numerator: failures, denominator: characters } = sumOf(parts);
  if (failures === 0) {
    const none = clusteredProportion(parts.map(({ openers }) => ({ numerator: 0, denominator: openers })));
    return { low: 0, high: (none.high * openersIn(parts)) / characters };
  }
  if (failures === characters) return { low: clusteredProportion(parts).low, high: 1 };
  const hazard = failures / characters;
  const independent = (hazard * (1 - hazard)) / characters;
  const seen = clusterVariance(parts, ({ denominator }) => 1 / Math.sqrt(denominator));
  const degrees = seen.variance > independent ? seen.degrees : parts.length - 1;
  const size = (hazard * (1 - hazard)) / Math.max(seen.variance, independent);
  return wilsonInterval(hazard, size, studentCritical(degrees));
}

/**
 * The documents' parts of the share of characters at risk at which nothing failed, one minus the hazard, by doubling distances; without
 * ranges that fewer than 30 openers reach.
 */
export function survivedParts<Id extends string>(measure: Id, fates: readonly Fate[]): DocumentParts<Id>[] {
  return failurePartsByDistance(fates)
    .filter(({ parts }) => openersIn(parts) >= THIN_BELOW)
    .map(({ from, to, parts }) => ({
      ...{ measure, range: { from, to } },
      parts: parts.map(({ document, numerator, denominator }) => ({
        ...{ document, numerator: denominator - numerator, denominator },
      })),
    }));
}

function openersIn(parts: readonly RiskPart[]): number {
  return parts.reduce((sum, { openers }) => sum + openers, 0);
}

/** Of each doubling range of distances, what each document adds to failures and to characters at risk. */
function failurePartsByDistance(
  fates: readonly Fate[],
): { readonly from: number; readonly to: number; readonly parts: readonly RiskPart[] }[] {
  const ranges: Map<string, { document: string; numerator: number; denominator: number; openers: number }>[] =
    [];
  for (const fate of fates) {
    const { document, cause } = fate;
    const last = lastAtRisk(fate);
    for (let index = 1; doublingScale.lowerBound(index) <= last; index++) {
      const [from, to] = [doublingScale.lowerBound(index), doublingScale.lowerBound(index + 1)];
      ranges[index - 1] ??= new Map();
      const range = ranges[index - 1]!;
      const part = range.get(document) ?? { document, numerator: 0, denominator: 0, openers: 0 };
      part.openers++;
      part.denominator += Math.min(last + 1, to) - from;
      if (cause === 'broken' && last < to) part.numerator++;
      range.set(document, part);
    }
  }
  return ranges.map((range, index) => ({
    from: doublingScale.lowerBound(index + 1),
    to: doublingScale.lowerBound(index + 2),
    parts: [...range.values()],
  }));
}

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
        : survivalInterval(
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

function survivalInterval({ survival, expected }: Step, all: readonly RatioPart[]): Interval {
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
