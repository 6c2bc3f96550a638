import { formatCount, formatPercent, formatPercentInterval, NO_BREAK_SPACE } from '../../text/format.ts';
import type { Proportion } from '../types.ts';

/** Shares of fewer cases than this are shown, but nothing is concluded from them. */
const THIN_BELOW = 30;

export function isThin({ n }: { readonly n: number }): boolean {
  return n > 0 && n < THIN_BELOW;
}

/** `91.2 % (90.1–92.2 %, n 4,812)`, or that there was nothing to count. */
export function withInterval(proportion: Proportion): string {
  if (proportion.estimate === null) return 'nothing to count';
  return `${formatPercent(proportion.estimate, proportion)} ${intervalAndSize(proportion)}`;
}

/** `(90.1–92.2 %, n 4,812)`, and where a document is unlike the others, that one is. */
export function intervalAndSize(proportion: Proportion): string {
  const apart = proportion.apart === undefined || isThin(proportion) ? '' : ', one document apart';
  return `(${formatPercentInterval(proportion)}, n${NO_BREAK_SPACE}${formatCount(proportion.n)}${apart})`;
}
