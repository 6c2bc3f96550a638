import type { Probes } from '@longrange/eval';
import type { SeriesStyle } from '../chart.ts';
import { namedProbes } from '../names/probes.ts';
import type { Result } from '../types.ts';

type Reach = NonNullable<Probes['predictors'][number]['closers']['natural']['reach']>;
export type ReachPlace = Reach['crossing'];
export type ReachPoint = Reach['curve'][number];

/** How far one predictor knows closers in held-out code. */
export interface NamedReach {
  readonly style: SeriesStyle;
  readonly name: string;
  /** Null with fewer than 30 cases. */
  readonly reach: Reach | null;
}

/** Everything that was followed over a distance, what is under test first. */
export function reachesOf(result: Result): NamedReach[] {
  return namedProbes(result).map(({ name, style, probes }) => ({
    ...{ name, style },
    reach: probes.closers.natural.reach ?? null,
  }));
}

/** The share at a distance, linear in its logarithm between the points; null outside them. */
export function shareAt(curve: readonly ReachPoint[], distance: number): ReachPoint | null {
  const next = curve.findIndex((point) => point.distance >= distance);
  if (next < 0) return null;
  const [right, left] = [curve[next]!, curve[next - 1]];
  if (right.distance === distance) return right;
  if (left === undefined) return null;
  const part = Math.log(distance / left.distance) / Math.log(right.distance / left.distance);
  const between = (a: number, b: number) => a + part * (b - a);
  const bound = (a: number | null, b: number | null) => (a === null || b === null ? null : between(a, b));
  return {
    distance,
    share: between(left.share, right.share),
    low: bound(left.low, right.low),
    high: bound(left.high, right.high),
  };
}
