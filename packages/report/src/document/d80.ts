import type { D80 } from '@longrange/eval';
import { countOf, formatBucket, formatCount } from '../text/format.ts';
import { withInterval } from './compare.ts';
import { HELD_THRESHOLD, measureReach } from './reach.ts';
import type { Bucket } from './types.ts';

/** D80 as the estimates give it, and what the intervals allow to say of it. */
export interface D80Reading {
  characters: number | null;
  /** Whether the range ends where the data end, not where the memory does. */
  limited: boolean;
  /** The distance up to which every interval lies at or above the threshold; null where none does. */
  shown: number | null;
  /** The nearest bucket whose interval lies below the threshold; null where none does. */
  failing: Bucket | null;
  /** Upper end of the farthest bucket with anything in it. */
  measured: number;
}

export function readD80({ byDistance, d80 }: { byDistance: readonly Bucket[]; d80: D80 }): D80Reading {
  const reach = measureReach(byDistance);
  return {
    ...d80,
    shown: reach?.shown ?? null,
    failing: reach?.broken ?? null,
    measured: reach?.measured ?? 1,
  };
}

/** `256`, `at least 256`, `none`. */
export function d80Value({ characters, limited }: D80): string {
  if (characters === null) return 'none';
  return limited ? `at least ${formatCount(characters)}` : formatCount(characters);
}

/** The distances at which D80 may lie as far as the intervals go: `128–512`, `128 or more`, `under 16`. */
export function d80Interval({ shown, failing }: D80Reading): string | null {
  if (shown === null) return failing === null ? null : `at most ${formatCount(failing.from)}`;
  if (failing === null) return `${formatCount(shown)} or more`;
  return shown === failing.from ? formatCount(shown) : `${formatCount(shown)}–${formatCount(failing.from)}`;
}

/** What was found, as a sentence or two. `what` is what is held: `its closers`. */
export function d80Sentence(name: string, what: string, reading: D80Reading): string {
  const { characters, limited, shown, failing } = reading;
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
