import type { Observation } from '@longrange/code';

/** How something open ended: closed by its own closer, broken, or still open when it was no longer seen. */
export interface Fate {
  /** Name of the document that it is in. */
  readonly document: string;
  /** Characters from the opener to that end. */
  readonly time: number;
  /** How it ended. */
  readonly cause: 'closed' | 'broken' | 'open';
}

const CAUSES = { held: 'closed', broken: 'broken', censored: 'open' } as const;

/** What became of openers, and when that came to light. */
export function fatesOf(observations: readonly Observation[]): Fate[] {
  return observations.map(({ document, outcome, distance }) => ({
    document,
    time: distance,
    cause: CAUSES[outcome],
  }));
}

/** 1 / G(t−) at every time at which something ended or was cut off; what ends at the time of a cut ends before it. */
export function censoringWeights(fates: readonly Fate[]): Map<number, number> {
  const counts = new Map<number, { ended: number; open: number }>();
  for (const { time, cause } of fates) {
    const count = counts.get(time) ?? { ended: 0, open: 0 };
    count[cause === 'open' ? 'open' : 'ended']++;
    counts.set(time, count);
  }
  const weights = new Map<number, number>();
  let atRisk = fates.length;
  let seen = 1;
  for (const [time, { ended, open }] of [...counts].sort(([a], [b]) => a - b)) {
    weights.set(time, 1 / seen);
    if (atRisk > ended) seen *= 1 - open / (atRisk - ended);
    atRisk -= ended + open;
  }
  return weights;
}
