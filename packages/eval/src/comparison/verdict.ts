import type { Difference } from './schema.ts';

type Evidence = Pick<Difference, 'difference' | 'interval' | 'adjustedPValue' | 'dominatedBy' | 'bounded'>;

/**
 * Decides which verdict a difference allows: one side is better only if the interval excludes 0 and the p-value stays below 0.05 after correction.
 * There is no verdict if one document dominates, or if it would favor the side opposite a bound.
 */
export function decideVerdict(
  { difference, interval, adjustedPValue, dominatedBy, bounded }: Evidence,
  unit: 'bits' | 'share',
): Difference['verdict'] {
  if (dominatedBy !== null) return 'withheld';
  const side = sideOf(interval);
  const better = difference > 0 === (unit === 'share') ? 'a' : 'b';
  if (bounded !== undefined && (side === 0 || bounded !== better)) return 'withheld';
  if (side === 0) return 'open';
  return adjustedPValue >= 0.05 ? 'hint' : better;
}

/** Returns 1 if all of the interval lies above 0, −1 if below, else 0. */
function sideOf(interval: { readonly low: number; readonly high: number } | null): -1 | 0 | 1 {
  if (interval === null) return 0;
  if (interval.low > 0) return 1;
  return interval.high < 0 ? -1 : 0;
}
