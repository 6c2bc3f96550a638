import { type MeasureId, measures } from '../../comparison/measures.ts';
import type { ComparedMeasure, Comparison } from '../../comparison/schema.ts';
import { textFigures } from '../../metrics/text-figures.ts';

/** Returns true for a measure of another’s documents, each counted once: it has no section of its own. */
export function isEachOnce(id: MeasureId): boolean {
  return measures.some((measure) => measure.id === id && measure.perDocument !== undefined);
}

/** Returns the measure with each document counted once, if that was compared. */
export function eachOnce(
  compared: readonly ComparedMeasure[],
  { measure, range }: ComparedMeasure,
): ComparedMeasure | undefined {
  const id = measures.find(({ perDocument }) => perDocument === measure)?.id;
  return range === null ? compared.find((other) => other.measure === id) : undefined;
}

/**
 * Index of the checkpoint from which on a measure is shown to be better than at the first checkpoint, there and at every later one; null
 * where it is not.
 */
export function betterFrom({ contenders }: Comparison, { differences }: ComparedMeasure): number | null {
  let first: number | null = null;
  for (let index = contenders.length - 1; index > 0; index--) {
    if (!differences.some(({ a, verdict }) => a === index && verdict === 'a')) break;
    first = index;
  }
  return first;
}

export interface Emergence {
  readonly measure: ComparedMeasure;
  readonly better: number | null;
}

/** When bracket matching emerges: all distances together, then each range. Empty where the contenders are no checkpoints. */
export function emergenceOf(comparison: Comparison): Emergence[] {
  if (comparison.kind !== 'checkpoints') return [];
  return comparison.measures
    .filter(({ measure }) => countsAtRisk(measure))
    .map((measure) => ({ measure, better: betterFrom(comparison, measure) }));
}

/** Returns true for whole measures on which models may differ. Bits count once, by document: by character, and with the state reset, they say the same again. */
export function isCounted(id: MeasureId): boolean {
  return !id.startsWith('bits-') || id === 'bits-carried-per-document';
}

/** Returns true if a figure's ranges count the characters at which something was open, and those at which it did not fail. */
export function countsAtRisk(measure: string): boolean {
  return rangesOf(measure) === 'at risk';
}

function rangesOf(measure: string) {
  return textFigures.find(({ id }) => id === measure)?.ranges;
}
