import { formatCount, formatPercent, formatPercentInterval, NO_BREAK_SPACE } from '../text/format.ts';
import type { Proportion } from './types.ts';

/** `91.2 % (90.1–92.2 %, n 4,812)`, or that there was nothing to count. */
export function withInterval(proportion: Proportion): string {
  if (proportion.estimate === null) return 'nothing to count';
  return `${formatPercent(proportion.estimate)} (${formatPercentInterval(proportion)}, n${NO_BREAK_SPACE}${formatCount(proportion.n)})`;
}
