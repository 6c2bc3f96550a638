import { textFigures } from '../../metrics/text-figures.ts';

/** Whether a figure's ranges of distance are nested: each counts everything from its lower end on. */
export function hasNestedRanges(measure: string): boolean {
  return rangesOf(measure) === 'nested';
}

/** Whether a figure's ranges count the characters at which something was open, and of them those at which it did not fail. */
export function countsAtRisk(measure: string): boolean {
  return rangesOf(measure) === 'at risk';
}

function rangesOf(measure: string) {
  return textFigures.find(({ id }) => id === measure)?.ranges;
}
