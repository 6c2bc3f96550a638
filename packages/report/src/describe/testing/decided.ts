import type { Result, TestedDifference } from '@longrange/eval/internal';
import type { Order } from '../../words/tested.ts';

/** A test of one figure between two sides, with its outcome: over all distances, or in [from, 2 from). */
export interface Decided {
  measure: string;
  first?: string;
  second: string;
  order: Order;
  from?: number;
}

/** Returns the result with these tests and no others. The first side is the model unless it is named. */
export function decided(result: Result, ...tests: readonly Decided[]): Result {
  const comparisons = tests.map(({ from, first = 'model', ...test }) => ({
    paired: true,
    difference: 0,
    low: -1,
    high: 1,
    documents: 30,
    pValue: 0.5,
    adjustedPValue: 0.5,
    first,
    ...test,
    measure: test.measure as TestedDifference['measure'],
    range: from === undefined ? null : { from, to: 2 * from },
  }));
  return { ...result, comparisons };
}

/** Returns the result with one subject changed. */
export function withSubject(
  result: Result,
  id: Result['subjects'][number]['id'],
  change: (subject: Result['subjects'][number]) => Partial<Result['subjects'][number]>,
): Result {
  const subjects = result.subjects.map((subject) =>
    subject.id === id ? { ...subject, ...change(subject) } : subject,
  );
  return { ...result, subjects };
}

/** A share of `n` cases with an interval of ± `half`. */
export function shareOf(estimate: number | null, half = 0, n = 100) {
  const size = estimate === null ? 0 : n;
  const bounds = estimate === null ? { low: 0, high: 1 } : { low: estimate - half, high: estimate + half };
  const held = Math.round((estimate ?? 0) * size);
  return { held, n: size, estimate, ...bounds, documents: size, designEffect: 1 };
}

/** Replaces no-break spaces with spaces. */
export function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

/** A figure ± `half`. */
export function around(value: number, half: number) {
  return { value, low: value - half, high: value + half };
}
