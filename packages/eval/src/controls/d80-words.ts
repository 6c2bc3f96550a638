import { formatCount } from '@longrange/document/internal';
import type { D80 } from '../statistics/shapes.ts';

/** `256`, `at least 256`, `none`. */
export function d80Value({ characters, limited }: Pick<D80, 'characters' | 'limited'>): string {
  if (characters === null) return 'none';
  return limited ? `at least ${formatCount(characters)}` : formatCount(characters);
}

/**
 * The distances between which D80 lies: `128–512`, `0–16`, and `128 or more` where its end is not reached: where no bucket is shown to
 * fail before the data end. Null where nothing is shown.
 */
export function d80Interval({ low, high }: D80): string | null {
  if (low === null) return high === null ? null : `0–${formatCount(high)}`;
  if (high === null) return `${formatCount(low)} or more`;
  return low === high ? formatCount(low) : `${formatCount(low)}–${formatCount(high)}`;
}
