import { type MeasureId, measures } from '../../comparison/measures.ts';
import type { ComparedMeasure } from '../../comparison/schema.ts';

/** Whether a measure is of another’s documents, each of which counts once: it has no section of its own. */
export function isEachOnce(id: MeasureId): boolean {
  return measures.some((measure) => measure.id === id && measure.perDocument !== undefined);
}

/** The same with each document counted once, where it was compared. */
export function eachOnce(
  compared: readonly ComparedMeasure[],
  { measure, range }: ComparedMeasure,
): ComparedMeasure | undefined {
  const id = measures.find(({ perDocument }) => perDocument === measure)?.id;
  return range === null ? compared.find((other) => other.measure === id) : undefined;
}
