import type { D80 } from '@longrange/eval';
import { countOf, formatBucket, formatCount, NO_BREAK_SPACE } from '../../text/format.ts';
import type { Bucket } from '../types.ts';
import { withInterval } from './compare.ts';
import { HELD_THRESHOLD } from './reach.ts';

/** D80 as the estimates give it, between where the intervals show it to hold (`low`) and to fail (`high`). */
export interface D80Reading extends D80 {
  /** The bucket at `high`; null where none is shown to fail. */
  failing: Bucket | null;
}

export function readD80({ byDistance, d80 }: { byDistance: readonly Bucket[]; d80: D80 }): D80Reading {
  return { ...d80, failing: byDistance.find(({ from }) => from === d80.high) ?? null };
}

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

/** What was found, in a sentence or two. `where` begins it: `On real code`; `name` knows the closers: `this model`. */
export function d80Sentence(where: string, name: string, reading: D80Reading): string {
  const { characters, limited, low: confirmed, failing } = reading;
  const threshold = `${HELD_THRESHOLD * 100}${NO_BREAK_SPACE}%`;
  const end =
    failing === null
      ? `It is not shown to fall below ${threshold} at any distance.`
      : `It falls below ${threshold} at ${formatBucket(failing)} ${failing.to === 2 ? 'character' : 'characters'}: ${withInterval(failing)}.`;
  if (characters === null) {
    const doubt = failing === null ? `, though the intervals do not exclude ${threshold}` : '';
    return `${where}, ${name} has no D80: it knows less than ${threshold} of the closers even in the nearest range with enough cases${doubt}. ${end}`;
  }
  const sure =
    confirmed === null
      ? 'by the estimates only: the intervals confirm it at no distance'
      : confirmed >= characters
        ? 'the intervals agree'
        : `the intervals confirm up to ${formatCount(confirmed)}`;
  const limit = limited ? ', as far as the data reach' : '';
  return `${where}, ${name} knows the right closer up to ${countOf(characters, 'character')} away (D80${limit}; ${sure}). ${end}`;
}
