import { bisect } from '@longrange/code/internal';
import { doublingScale, THIN_BELOW } from './buckets.ts';
import { clusteredProportion, shareInterval } from './clusters.ts';
import { censoringWeights, distanceGrid, type EventTime } from './event-times.ts';
import { jackknifeError } from './jackknife.ts';
import { DocumentSums, groupByDocument, type NamedPart, type RatioPart } from './parts.ts';
import { sumOf } from './ratio.ts';
import type { Bucket, IncidencePoint } from './shapes.ts';

/** Cumulative incidence just after a time. */
interface Incidence {
  readonly closed: number;
  readonly broken: number;
}

/** Numbers of openers last at risk at each time, and of those closed and broken then. */
interface Moments {
  readonly ending: Int32Array;
  readonly closed: Int32Array;
  readonly broken: Int32Array;
}

/**
 * Cumulative incidence of two competing types of events, F_c(t) = Σ_{s ≤ t} S(s−) d_c(s) / n(s), with n(s) at risk, d_c(s) events of
 * type c at s, and S(s−) the share without an event before s (the product of 1 − (d₁ + d₂)/n). Openers censored at s are still at risk
 * at s. F₁(t) + F₂(t) + S(t) is 1 at all times. Aalen & Johansen (1978), "An empirical transition matrix for non-homogeneous Markov
 * chains based on censored observations", Scandinavian Journal of Statistics 5, 141–150; Kalbfleisch & Prentice (2002), section 8.2.
 *
 * A Kaplan–Meier curve for closing alone, which treats broken openers as if they might still be closed, would be too high.
 */
export function cumulativeIncidence(events: readonly EventTime[]) {
  const times = [...new Set(events.flatMap(({ time, cause }) => (cause === 'open' ? [] : [time])))];
  times.sort((a, b) => a - b);
  /** Time of the last event. */
  const lastTime = times.at(-1) ?? 0;
  const documents = groupByDocument(events);
  const noMoments = (): Moments => {
    const counts = (): Int32Array => new Int32Array(times.length);
    return { ending: counts(), closed: counts(), broken: counts() };
  };
  /** Adds events to `moments`, or takes them away again. Returns the number of those at risk at any time. */
  const add = (some: readonly EventTime[], moments: Moments, change: 1 | -1): number => {
    let atRisk = 0;
    for (const { time, cause } of some) {
      const last = countUpTo(times, time) - 1;
      if (last < 0) continue;
      atRisk++;
      moments.ending[last]! += change;
      if (cause !== 'open') moments[cause][last]! += change;
    }
    return atRisk;
  };
  const whole = noMoments();
  const allAtRisk = add(events, whole, 1);
  const without = noMoments();
  /** Incidence without some of the events. */
  const incidenceAt = (distances: readonly number[], some: readonly EventTime[]): Incidence[] => {
    let atRisk = allAtRisk - add(some, without, 1);
    let [survival, closed, broken, next] = [1, 0, 0, 0];
    const incidences = distances.map((distance) => {
      for (; next < times.length && times[next]! <= distance; next++) {
        const closedNow = whole.closed[next]! - without.closed[next]!;
        const brokenNow = whole.broken[next]! - without.broken[next]!;
        if (closedNow > 0) closed += (survival * closedNow) / atRisk;
        if (brokenNow > 0) broken += (survival * brokenNow) / atRisk;
        if (closedNow + brokenNow > 0) survival *= 1 - (closedNow + brokenNow) / atRisk;
        atRisk -= whole.ending[next]! - without.ending[next]!;
      }
      return { closed: Math.min(1, closed), broken: Math.min(1, broken) };
    });
    add(some, without, -1);
    return incidences;
  };
  /** Incidence over all documents, and with each of them left out. */
  const readAt = (distances: readonly number[]) => ({
    own: incidenceAt(distances, []),
    without: Array.from(documents.values(), (some) => incidenceAt(distances, some)),
  });
  /**
   * Share of each type of event by each of the ascending `distances`, with 95 % intervals from leaving out each document in turn, and
   * bounds on the share closed by then, whatever happened to the censored openers.
   */
  const pointsAt = (distances: readonly number[]): IncidencePoint[] => {
    const { own, without } = readAt(distances);
    const all = events.length;
    const sorted = (wanted: EventTime['cause']) =>
      Float64Array.from(events.flatMap(({ cause, time }) => (cause === wanted ? [time] : []))).sort();
    const [closed, open] = [sorted('closed'), sorted('open')];
    const ends = Float64Array.from(events, ({ time }) => time).sort();
    return distances.map((distance, index) => {
      const shareOf = (cause: keyof Incidence) => {
        const share = own[index]![cause];
        const error = jackknifeError(without.map((points) => points[index]![cause]));
        return { share, ...shareInterval(share, error, documents.size) };
      };
      const closedBy = countUpTo(closed, distance);
      return {
        distance,
        atRisk: all - countUpTo(ends, distance - 1),
        closed: shareOf('closed'),
        broken: shareOf('broken'),
        open: Math.max(0, 1 - own[index]!.closed - own[index]!.broken),
        closedAtLeast: closedBy / all,
        closedAtMost: (closedBy + countUpTo(open, distance - 1)) / all,
      };
    });
  };
  /**
   * Share eventually closed among the openers that are still open at each of the ascending `distances` and seen to end:
   * (F₁(τ) − F₁(d−)) / (F₁(τ) + F₂(τ) − F₁(d−) − F₂(d−)) with τ the time of the last event. Null if nothing ends after the distance.
   */
  const closedBeyond = (distances: readonly number[]) => {
    const { own, without } = readAt([...distances.map((distance) => distance - 1), lastTime]);
    const others = without.map(closedInTheEnd);
    return closedInTheEnd(own).map((share, index) => {
      const shares = others.flatMap((all) => all[index] ?? []);
      return { share, standardError: jackknifeError(shares) };
    });
  };
  return { lastTime, pointsAt, closedBeyond };
}

/** Incidence on a grid of four points per doubling of the distance (1, 2, 3, 4, 5, 6, 7, 8, 10, …), up to the last event. */
export function incidenceCurve(events: readonly EventTime[]): IncidencePoint[] {
  const incidence = cumulativeIncidence(events);
  return incidence.pointsAt(distanceGrid(incidence.lastTime));
}

/**
 * Share eventually closed among the openers still open at a distance, by doubling distances. An opener that broke or was forgotten has no
 * distance at which its closer was due, only one at which the failure became visible; so it counts, like a closed one, at all distances at
 * which it was open. Without censoring this is a plain share; with it, openers observed for longer make up for censored ones.
 */
export function shareClosedByDistance(events: readonly EventTime[]): Bucket[] {
  const bounds = doublingsOf(events);
  const shares = cumulativeIncidence(events).closedBeyond(bounds.map(({ from }) => from));
  return bounds.map(({ from, to }, index) => {
    const { share: estimate, standardError } = shares[index]!;
    const sums = new DocumentSums();
    let censored = 0;
    for (const { document, time, cause } of events) {
      if (time < from) continue;
      if (cause === 'open') censored++;
      else sums.add(document, cause === 'closed' ? 1 : 0, 1);
    }
    const { parts } = sums;
    const { numerator: held, denominator: n } = sumOf(parts);
    const variance = estimate === null ? 0 : (estimate * (1 - estimate)) / n;
    return {
      held,
      n,
      estimate,
      ...intervalOf(estimate, standardError, parts),
      documents: parts.length,
      designEffect: variance > 0 && standardError > 0 ? Math.max(1, standardError ** 2 / variance) : 1,
      from,
      to,
      censored,
      thin: n < THIN_BELOW,
    };
  });
}

/** Interval of a share. If all or none are closed, no variance is visible: the interval is then that of `clusteredProportion`. */
function intervalOf(
  estimate: number | null,
  standardError: number,
  documents: readonly RatioPart[],
): { low: number; high: number } {
  if (estimate === null) return { low: 0, high: 1 };
  if (estimate > 0 && estimate < 1) return shareInterval(estimate, standardError, documents.length);
  const parts = documents.map(({ denominator }) => ({ numerator: denominator * estimate, denominator }));
  const { low, high } = clusteredProportion(parts);
  return { low, high };
}

/**
 * Each document's part of these shares: in every range, the ratio of the sums is the share, and the denominators add up to the number
 * of cases.
 *
 * An opener that ended at t counts 1 / G(t−), where G is the Kaplan–Meier share not yet censored: it also stands for the censored openers
 * that would have been seen to end there. With these weights, plain counts are Aalen and Johansen's incidence. Robins & Finkelstein
 * (2000), "Correcting for noncompliance and dependent censoring in an AIDS clinical trial with inverse probability of censoring weighted
 * log-rank tests", Biometrics 56, 779–788; Satten & Datta (2001), The American Statistician 55, 207–210, for the identity.
 */
export function closedPartsByDistance(
  events: readonly EventTime[],
): { readonly from: number; readonly to: number; readonly parts: NamedPart[] }[] {
  const weightAt = censoringWeights(events);
  const ended = events
    .filter(({ cause }) => cause !== 'open')
    .map(({ document, time, cause }) => ({ document, time, cause, weight: weightAt.get(time)! }));
  return doublingsOf(events).map(({ from, to }) => {
    const beyond = ended.filter(({ time }) => time >= from);
    const scale = beyond.length / beyond.reduce((sum, { weight }) => sum + weight, 0);
    const sums = new DocumentSums();
    for (const { document, cause, weight } of beyond)
      sums.add(document, cause === 'closed' ? scale * weight : 0, scale * weight);
    return { from, to, parts: sums.parts };
  });
}

/** Doubling ranges from the shortest to the longest time of an event. */
function doublingsOf(events: readonly EventTime[]): { from: number; to: number }[] {
  const ended = events.filter(({ cause }) => cause !== 'open');
  if (ended.length === 0) return [];
  const shortest = ended.reduce((least, { time }) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const longest = ended.reduce((most, { time }) => Math.max(most, time), 0);
  const first = doublingScale.indexOf(shortest);
  const count = doublingScale.indexOf(longest) - first + 1;
  return Array.from({ length: count }, (_, index) => ({
    from: doublingScale.lowerBound(first + index),
    to: doublingScale.lowerBound(first + index + 1),
  }));
}

/** @param incidences the last one at the time of the last event */
function closedInTheEnd(incidences: readonly Incidence[]): (number | null)[] {
  const last = incidences.at(-1)!;
  return incidences.slice(0, -1).map(({ closed, broken }) => {
    const [closedBeyond, brokenBeyond] = [last.closed - closed, last.broken - broken];
    const all = closedBeyond + brokenBeyond;
    return all > 1e-12 ? Math.min(1, Math.max(0, closedBeyond / all)) : null;
  });
}

/** Number of the ascending values up to `limit`. */
function countUpTo(ascending: ArrayLike<number>, limit: number): number {
  return bisect(ascending.length, (index) => ascending[index]! <= limit);
}
