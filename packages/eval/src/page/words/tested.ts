import { formatBucket, NO_BREAK_SPACE } from '@longrange/document/internal';
import type { Result } from '../../result/schema.ts';
import type { TestedDifference } from '../../result/tested-schema.ts';
import { hasNestedRanges } from './measures.ts';

/** How one side's figure lies to the other's: `undecided` says neither, and not that they are alike; `withheld` says nothing. */
export type Order = TestedDifference['order'];

/** What a result's tests say of one figure of two sides; null where it was not tested, so that nothing may be said. */
export function testOf(
  { comparisons }: Result,
  measure: string,
  first: string,
  second: string,
): TestedDifference | null {
  return (
    comparisons.find(
      (test) =>
        test.measure === measure && test.range === null && test.first === first && test.second === second,
    ) ?? null
  );
}

/** Why nothing is said: `no verdict: tables.py alone makes 61 % of the variance`. Empty of other tests. */
export function withheldWords({ dominatedBy }: Pick<TestedDifference, 'dominatedBy'>): string {
  if (dominatedBy === null) return '';
  const { document, share } = dominatedBy;
  return `no verdict: ${document} alone makes ${Math.round(100 * share)}${NO_BREAK_SPACE}% of the variance`;
}

/**
 * The distances at which a figure of the first side is tested to lie so to that of the second, as words: `1–3, 8–15`; null where none. Of nested
 * ranges the lower ends: `1–2, 8`.
 */
export function rangesTested(
  { comparisons }: Result,
  { measure, first, second }: { measure: string; first: string; second: string },
  order: Order,
): string | null {
  const found = comparisons.flatMap((test) =>
    test.measure === measure && test.first === first && test.second === second && test.order === order
      ? (test.range ?? [])
      : [],
  );
  if (found.length === 0) return null;
  const label = ({ from, to, last }: MergedRange) =>
    formatBucket({ from, to: hasNestedRanges(measure) ? last + 1 : to });
  return mergeRanges(found).map(label).join(', ');
}

/** Whether it was tested at any distance. */
export function isTestedByDistance(
  { comparisons }: Result,
  { measure, first, second }: { measure: string; first: string; second: string },
): boolean {
  return comparisons.some(
    (test) =>
      test.measure === measure && test.first === first && test.second === second && test.range !== null,
  );
}

/** `at 1 character`, `at 1–3, 8–15 characters`. */
export function atDistances(ranges: string): string {
  return `at ${ranges} ${ranges === '1' ? 'character' : 'characters'}`;
}

/** `last` is where the last of the ranges begins. */
interface MergedRange {
  from: number;
  to: number;
  last: number;
}

function mergeRanges(ranges: readonly { from: number; to: number }[]): MergedRange[] {
  const merged: MergedRange[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const previous = merged.at(-1);
    if (previous !== undefined && previous.to === from) Object.assign(previous, { to, last: from });
    else merged.push({ from, to, last: from });
  }
  return merged;
}
