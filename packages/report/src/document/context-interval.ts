import type { EffectiveContext } from '@longrange/eval';
import { formatCount } from '../text/format.ts';

/** The contexts between which n* lies: `128–512`, `128 or more` where its end is not reached in those measured. Null where none is told. */
export function contextInterval({
  effectiveLow: low,
  effectiveHigh: high,
  byContext,
}: EffectiveContext): string | null {
  if (low === null) return `over ${formatCount(Math.max(1, ...byContext.map(({ n }) => n)))}`;
  if (high === null) return `${formatCount(low)} or more`;
  return low === high ? formatCount(low) : `${formatCount(low)}–${formatCount(high)}`;
}
