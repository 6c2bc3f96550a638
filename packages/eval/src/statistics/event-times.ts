import type { Observation } from '@longrange/code';

/** Time and type of the event that ended an opener: closed by its own closer, broken, or still open at the end of observation. */
export interface EventTime {
  /** Name of its document. */
  readonly document: string;
  /** Characters from the opener to the event. */
  readonly time: number;
  /** Type of the event; `open` is censored. */
  readonly cause: 'closed' | 'broken' | 'open';
}

const CAUSES = { held: 'closed', broken: 'broken', censored: 'open' } as const;

/** Event times of observations. */
export function eventTimesOf(observations: readonly Observation[]): EventTime[] {
  return observations.map(({ document, outcome, distance }) => ({
    document,
    time: distance,
    cause: CAUSES[outcome],
  }));
}

/** 1 / G(t−) at every time at which an opener ended or was cut off; at equal times, ends come before cuts. */
export function censoringWeights(events: readonly EventTime[]): Map<number, number> {
  const counts = new Map<number, { ended: number; open: number }>();
  for (const { time, cause } of events) {
    const count = counts.get(time) ?? { ended: 0, open: 0 };
    count[cause === 'open' ? 'open' : 'ended']++;
    counts.set(time, count);
  }
  const weights = new Map<number, number>();
  let atRisk = events.length;
  let seen = 1;
  for (const [time, { ended, open }] of [...counts].sort(([a], [b]) => a - b)) {
    weights.set(time, 1 / seen);
    if (atRisk > ended) seen *= 1 - open / (atRisk - ended);
    atRisk -= ended + open;
  }
  return weights;
}

const POINTS_PER_DOUBLING = 4;

/** Distances 1, 2, 3, 4, 5, 6, 7, 8, 10, …, four per doubling, up to the first that is not below `end`. */
export function distanceGrid(end: number): number[] {
  const grid: number[] = [];
  for (let exponent = 0; (grid.at(-1) ?? 0) < end; exponent += 1 / POINTS_PER_DOUBLING) {
    const distance = Math.round(2 ** exponent);
    if (distance !== grid.at(-1)) grid.push(distance);
  }
  return grid;
}

/** Duration of an observation that ended or was censored. */
export interface Lifetime {
  /** Time until its end or, if censored, until the end of observation. */
  readonly time: number;
  /** False if it was censored. */
  readonly ended: boolean;
}

/**
 * Kaplan–Meier estimate at each time with an event, S(t) = ∏ (1 − dᵢ/nᵢ): the share that lasts longer. A lifetime censored at t is still at
 * risk at t. Kaplan & Meier (1958), JASA 53, 457–481.
 */
export function kaplanMeier(lifetimes: readonly Lifetime[]): { time: number; survival: number }[] {
  const times = [...new Set(lifetimes.filter(({ ended }) => ended).map(({ time }) => time))];
  let survival = 1;
  return times
    .sort((a, b) => a - b)
    .map((time) => {
      const atRisk = lifetimes.filter((one) => one.time >= time);
      const events = atRisk.filter((one) => one.time === time && one.ended).length;
      survival *= 1 - events / atRisk.length;
      return { time, survival };
    });
}
