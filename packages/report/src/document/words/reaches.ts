import type { Subject } from '@longrange/eval';
import type { SeriesStyle } from '../chart.ts';
import { namedProbes } from '../names/probes.ts';
import { namedSubjects } from '../names/subjects.ts';
import type { Result } from '../types.ts';

type Reach = NonNullable<Subject['delimiters']['reach']>;
export type ReachPlace = Reach['crossing'];
export type ReachPoint = Reach['curve'][number];

export type Task = 'writing' | 'reading';

/** How far one subject or predictor holds brackets in one task. */
export interface NamedReach {
  readonly task: Task;
  readonly style: SeriesStyle;
  readonly name: string;
  /** Null with fewer than 30 cases. */
  readonly reach: Reach | null;
}

/** Everything that was followed over a distance, writing first, what is under test first. */
export function reachesOf(result: Result): NamedReach[] {
  const predictors = namedProbes(result);
  const ngram = predictors.find(({ style }) => style === 'ngram')?.name;
  const writing = namedSubjects(result).map(({ subject, name }): NamedReach => {
    const isOnlyNgram = subject.id === 'ngram' && name === 'n-gram';
    return {
      task: 'writing',
      style: subject.id,
      name: isOnlyNgram ? (ngram ?? name) : name,
      reach: subject.delimiters.reach ?? null,
    };
  });
  const reading = predictors.map(({ name, style, probes }): NamedReach => {
    return { task: 'reading', style, name, reach: probes.closers.natural.reach ?? null };
  });
  return [...writing, ...reading];
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
