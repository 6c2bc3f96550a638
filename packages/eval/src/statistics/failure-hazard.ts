import { bisect } from '@longrange/code/internal';
import { THIN_BELOW } from './buckets.ts';
import { clusteredProportion, shareInterval, wilsonInterval } from './clusters.ts';
import type { DocumentParts } from './document-parts.ts';
import type { EventTime } from './event-times.ts';
import { distanceGrid } from './event-times.ts';
import { groupByDocument, LEAST_FOR_INTERVAL, type NamedPart, type RatioPart } from './parts.ts';
import { clusterVariance, sumOf } from './ratio.ts';
import type { HazardBucket, SurvivalPoint } from './shapes.ts';
import { studentCritical } from './student-t.ts';

/** Failures (the numerator) and characters at risk (the denominator) of one document in a range of distances. */
interface RiskPart extends NamedPart {
  /** Number of openers still open at the beginning of the range. */
  readonly openers: number;
}

/**
 * Distance of the last character at which an opener could be seen to fail. A cut comes before its character: in the text `(a` the
 * character at distance 1 was seen, and the cut is at distance 2.
 */
function lastAtRisk({ time, cause }: EventTime): number {
  return cause === 'open' ? time - 1 : time;
}

/**
 * Cause-specific hazard of failure by doubling distances: failures per character among the openers still open at that character. Openers
 * that are closed correctly, or cut off, are at risk until then, so that the hazard depends neither on how long openers stay open nor on
 * where texts are cut. Prentice et al. (1978), "The analysis of failure times in the presence of competing risks", Biometrics 34, 541–554.
 *
 * Failures / characters is a ratio of sums over documents. Its interval is Wilson's at the effective sample size that follows from the
 * variance over documents (`clusterVariance`), which is not less than that of independent characters. If nothing failed, it is that of
 * the share of openers that fail (`clusteredProportion`), divided by the characters at risk per opener. Coverage:
 * tests/intervals/open-brackets.test.ts.
 */
export function failureHazard(events: readonly EventTime[]): HazardBucket[] {
  return failurePartsByDistance(events).map(({ from, to, parts }) => {
    const { numerator: failures, denominator: characters } = sumOf(parts);
    const openers = openersIn(parts);
    const counts = { from, to, failures, characters, openers, documents: parts.length };
    return { ...counts, estimate: failures / characters, ...intervalOf(parts), thin: openers < THIN_BELOW };
  });
}

function intervalOf(parts: readonly RiskPart[]): Pick<HazardBucket, 'low' | 'high'> {
  if (parts.length < LEAST_FOR_INTERVAL) return { low: null, high: null };
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
 * Each document's part of the share of characters at risk without a failure (one minus the hazard), by doubling distances, except ranges
 * that fewer than 30 openers reach.
 */
export function survivedParts<Id extends string>(
  measure: Id,
  events: readonly EventTime[],
): DocumentParts<Id>[] {
  return failurePartsByDistance(events)
    .filter(({ parts }) => openersIn(parts) >= THIN_BELOW)
    .map(({ from, to, parts }) => ({
      measure,
      range: { from, to },
      parts: parts.map(({ document, numerator, denominator }) => {
        return { document, numerator: denominator - numerator, denominator };
      }),
    }));
}

function openersIn(parts: readonly RiskPart[]): number {
  return parts.reduce((sum, { openers }) => sum + openers, 0);
}

/** Failures and characters at risk of each document, by doubling ranges of distances. */
function failurePartsByDistance(
  events: readonly EventTime[],
): { readonly from: number; readonly to: number; readonly parts: readonly RiskPart[] }[] {
  type Part = { -readonly [Field in keyof RiskPart]: RiskPart[Field] };
  const ranges: { readonly from: number; readonly to: number; readonly parts: Part[] }[] = [];
  const partsOf = new Map<string, Part[]>();
  for (const event of events) {
    const { document, cause } = event;
    const last = lastAtRisk(event);
    let own = partsOf.get(document);
    if (own === undefined) {
      own = [];
      partsOf.set(document, own);
    }
    for (let [index, from] = [0, 1]; from <= last; index++, from *= 2) {
      const to = 2 * from;
      let part = own[index];
      if (part === undefined) {
        part = { document, numerator: 0, denominator: 0, openers: 0 };
        own.push(part);
        if (index === ranges.length) ranges.push({ from, to, parts: [] });
        ranges[index]!.parts.push(part);
      }
      part.openers++;
      part.denominator += Math.min(last + 1, to) - from;
      if (cause === 'broken' && last < to) part.numerator++;
    }
  }
  return ranges;
}

/** The curve at a distance with a failure, and the terms of its variance. */
interface Step {
  readonly distance: number;
  readonly survival: number;
  /** Amount that a failure at this distance adds to −log S: 1 / (at risk − failures). */
  readonly weight: number;
  /** Amount that an opener at risk up to here was expected to add: Σ hazard · weight. */
  readonly expected: number;
}

/**
 * Net survival: the share that would not have failed by a distance if failure were the only possible event; S(d) = ∏ (1 − failures /
 * at risk) over the characters up to d. A correct closing censors, as a cut of the text does, so that the curve does not depend on how
 * long openers stay open, provided that those that close early would have failed as often as the others. Kaplan & Meier (1958), JASA 53,
 * 457–481.
 *
 * The grid has four points per doubling, as far as 30 openers are at risk, with pointwise 95 % intervals over documents. A failure adds
 * 1 / (at risk − failures) to −log S, and each character at risk is expected to add the hazard times that. The ratio of actual to expected
 * amounts, summed over documents, is 1; its variance (`clusterVariance`) gives that of log S, at least that of independent openers
 * (Greenwood's), for an interval of log(−log S) with Student's t.
 */
export function netSurvival(events: readonly EventTime[]): SurvivalPoint[] {
  const seen = events.filter((event) => lastAtRisk(event) > 0);
  const ends = Float64Array.from(seen, lastAtRisk).sort();
  const steps = stepsOf(seen, ends);
  const documents = [...groupByDocument(seen).values()];
  const farthest = ends.at(-THIN_BELOW) ?? 0;
  return distanceGrid(farthest)
    .filter((distance) => distance <= farthest)
    .map((distance) => {
      const atRisk = ends.length - bisect(ends.length, (index) => ends[index]! < distance);
      const step = lastStep(steps, distance);
      const share = step?.survival ?? 1;
      if (documents.length < LEAST_FOR_INTERVAL) return { distance, atRisk, share, low: null, high: null };
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

function stepsOf(events: readonly EventTime[], ends: Float64Array): Step[] {
  const failures = new Map<number, number>();
  for (const { time, cause } of events)
    if (cause === 'broken') failures.set(time, (failures.get(time) ?? 0) + 1);
  let [survival, expected] = [1, 0];
  return [...failures]
    .sort(([a], [b]) => a - b)
    .map(([distance, failed]): Step => {
      const atRisk = ends.length - bisect(ends.length, (index) => ends[index]! < distance);
      const weight = 1 / (atRisk - failed);
      survival *= 1 - failed / atRisk;
      expected += (failed / atRisk) * weight;
      return { distance, survival, weight, expected };
    });
}

/** Actual and expected amounts that a document's failures add to −log S. */
function partOf(events: readonly EventTime[], steps: readonly Step[], distance: number): RatioPart {
  let [numerator, denominator] = [0, 0];
  for (const event of events) {
    const last = lastAtRisk(event);
    const step = lastStep(steps, Math.min(last, distance));
    if (step === undefined) continue;
    denominator += step.expected;
    if (event.cause === 'broken' && last <= distance) numerator += step.weight;
  }
  return { numerator, denominator };
}

function survivalInterval(
  { survival, expected }: Step,
  all: readonly RatioPart[],
): Pick<SurvivalPoint, 'low' | 'high'> {
  if (survival === 0) return shareInterval(0, 0, all.length);
  const parts = all.filter(({ denominator }) => denominator > 0);
  const seen = clusterVariance(parts, ({ denominator }) => 1 / Math.sqrt(denominator));
  const clustered = sumOf(parts).denominator ** 2 * seen.variance;
  const degrees = clustered > expected ? seen.degrees : all.length - 1;
  const error = Math.sqrt(Math.max(clustered, expected));
  const factor = Math.exp((studentCritical(degrees) * error) / Math.abs(Math.log(survival)));
  return { low: survival ** factor, high: survival ** (1 / factor) };
}

/** Interval before the first failure: that of the share without one among the openers that got this far. */
function soundInterval(
  documents: readonly (readonly EventTime[])[],
  distance: number,
): Pick<SurvivalPoint, 'low' | 'high'> {
  const counts = documents.map((own) => {
    let count = 0;
    for (const event of own) if (lastAtRisk(event) >= distance) count++;
    return count;
  });
  const { low } = clusteredProportion(counts.map((n) => ({ numerator: n, denominator: n })));
  return { low, high: 1 };
}

/** The last step up to a distance; undefined before the first failure. */
function lastStep(steps: readonly Step[], distance: number): Step | undefined {
  return steps[bisect(steps.length, (index) => steps[index]!.distance <= distance) - 1];
}
