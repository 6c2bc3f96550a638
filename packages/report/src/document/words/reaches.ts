import type { Subject } from '@longrange/eval';
import { namedProbes } from '../names/probes.ts';
import type { SeriesStyle } from '../names/styles.ts';
import { namedSubjects } from '../names/subjects.ts';
import type { Bucket, Result } from '../types.ts';

type Reach = NonNullable<Subject['delimiters']['reach']>;
export type ReachPlace = Reach['crossing'];
export type ReachPoint = Reach['curve'][number];

export type Task = 'writing' | 'reading';

/** How far one subject or predictor holds brackets in one task. */
export interface NamedReach {
  readonly task: Task;
  readonly style: SeriesStyle;
  readonly name: string;
  /** Undefined in a result that is older than the fit, null with fewer than 30 cases. */
  readonly reach: Reach | null | undefined;
  /** The fitted curve, or in an older result its buckets with 30 cases or more. */
  readonly curve: readonly ReachPoint[];
}

/** Everything that was followed over a distance, writing first, what is under test first. */
export function reachesOf(result: Result): NamedReach[] {
  const predictors = namedProbes(result);
  const ngram = predictors.find(({ style }) => style === 'ngram')?.name;
  const writing = namedSubjects(result).map(({ subject, name }): NamedReach => {
    const { reach, byDistance } = subject.delimiters;
    const isOnlyNgram = subject.id === 'ngram' && name === 'n-gram';
    return {
      task: 'writing',
      style: subject.id,
      name: isOnlyNgram ? (ngram ?? name) : name,
      reach,
      curve: curveOf(reach, byDistance, ({ from }) => Math.max(1, from)),
    };
  });
  const reading = predictors.map(({ name, style, probes }): NamedReach => {
    const { reach, byDistance } = probes.closers.natural;
    const middle = ({ from, to }: Bucket) => Math.sqrt(Math.max(1, from) * Math.max(1, to));
    return { task: 'reading', style, name, reach, curve: curveOf(reach, byDistance, middle) };
  });
  return [...writing, ...reading];
}

function curveOf(
  reach: NamedReach['reach'],
  buckets: readonly Bucket[],
  distanceOf: (bucket: Bucket) => number,
): ReachPoint[] {
  if (reach !== undefined) return reach?.curve ?? [];
  return buckets.flatMap((bucket) =>
    bucket.thin || bucket.estimate === null
      ? []
      : [{ distance: distanceOf(bucket), share: bucket.estimate, low: bucket.low, high: bucket.high }],
  );
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
