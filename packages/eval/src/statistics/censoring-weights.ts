import type { Fate } from './fate.ts';

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
