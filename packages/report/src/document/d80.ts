import type { D80 } from '@longrange/eval';
import { countOf, formatBucket, formatCount } from '../text/format.ts';
import { withInterval } from './compare.ts';
import { HELD_THRESHOLD, measureReach } from './reach.ts';
import type { Bucket } from './types.ts';

/** D80 as the estimates give it, between where the intervals show it to hold (`low`) and to fail (`high`). */
export interface D80Reading extends D80 {
  /** The bucket at `high`; null where none is shown to fail. */
  failing: Bucket | null;
  /** Upper end of the farthest bucket with anything in it. */
  measured: number;
}

export function readD80({ byDistance, d80 }: { byDistance: readonly Bucket[]; d80: D80 }): D80Reading {
  return {
    ...d80,
    failing: byDistance.find(({ from }) => from === d80.high) ?? null,
    measured: measureReach(byDistance)?.measured ?? 1,
  };
}

/** `256`, `at least 256`, `none`. */
export function d80Value({ characters, limited }: Pick<D80, 'characters' | 'limited'>): string {
  if (characters === null) return 'none';
  return limited ? `at least ${formatCount(characters)}` : formatCount(characters);
}

/**
 * The distances between which D80 lies: `128–512`, `at most 16`, and `128 or more` where its end is not reached: where no bucket is shown to
 * fail before the data end. Null where nothing is shown.
 */
export function d80Interval({ low, high }: D80): string | null {
  if (low === null) return high === null ? null : `at most ${formatCount(high)}`;
  if (high === null) return `${formatCount(low)} or more`;
  return low === high ? formatCount(low) : `${formatCount(low)}–${formatCount(high)}`;
}

/** What was found, as a sentence or two. `what` is what is held: `its closers`. */
export function d80Sentence(name: string, what: string, reading: D80Reading): string {
  const { characters, limited, low: shown, failing } = reading;
  const threshold = `${HELD_THRESHOLD * 100} %`;
  const broken =
    failing === null
      ? `No bucket is shown to lie below ${threshold}.`
      : `The nearest bucket shown to lie below ${threshold} is ${formatBucket(failing)} characters, at ${withInterval(failing)}.`;
  if (characters === null) {
    const reason = failing === null ? `, though the intervals do not exclude ${threshold}` : '';
    return `${name} has no D80: the nearest bucket with enough in it lies below ${threshold}${reason}. ${broken}`;
  }
  const range = `${name} holds ${what} up to ${countOf(characters, 'character')} (D80)${limited ? ', which is as far as the data reach' : ''}`;
  if (shown !== null && shown >= characters) return `${range}; the intervals agree. ${broken}`;
  const sure =
    shown === null
      ? 'by the estimates only: the intervals show it at no distance'
      : `by the estimates; the intervals show it up to ${formatCount(shown)}`;
  return `${range}, ${sure}. ${broken}`;
}
