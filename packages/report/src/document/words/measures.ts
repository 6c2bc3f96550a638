import type { Subject } from '../types.ts';

/** What is known of the measures of a result's tests and of comparisons beside their names. */

/** Whether a measure's ranges of distance are nested: each counts everything from its lower end on. So it is of brackets. */
export function hasNestedRanges(measure: string): boolean {
  return measure === 'delimiters';
}

/** The measure that tests closed strings: of cut texts without multi-line ones, which only a whole file closes. */
export function stringsMeasure({ cut }: Subject): string {
  return cut ? 'strings/cut' : 'strings/whole';
}
