import { textFigures } from '@longrange/eval/metrics';

/** Whether a figure's ranges of distance are nested: each counts everything from its lower end on. */
export function hasNestedRanges(measure: string): boolean {
  return textFigures.some(({ id, nestedRanges }) => id === measure && nestedRanges === true);
}
