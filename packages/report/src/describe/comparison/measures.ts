import type {
  Difference,
  ComparedMeasure as Stored,
  Comparison as StoredComparison,
} from '@longrange/eval/internal';
import { type MeasureId, measures, textFigures } from '@longrange/eval/internal';

/** A measure as it is shown: in addition to the stored units, `failures` per 100 characters, which are never shown as a share held. */
export type ComparedMeasure = Omit<Stored, 'unit'> & { unit: Unit };

export type Unit = Stored['unit'] | 'failures';

export type Comparison = Omit<StoredComparison, 'measures'> & { measures: ComparedMeasure[] };

/** Turns shares of characters at risk without a failure into failures per character. */
export function asShown({ measures: stored, ...comparison }: StoredComparison): Comparison {
  const rest = <T extends number | null>(share: T) => (share === null ? share : 1 - share) as T;
  const measures = stored.map((one): ComparedMeasure => {
    if (one.range === null || !countsAtRisk(one.measure)) return one;
    const values = one.values.map(({ estimate, low, high, ...value }) => ({
      ...value,
      estimate: rest(estimate),
      low: rest(high),
      high: rest(low),
    }));
    const differences = one.differences.map(({ difference, interval, ...found }) => ({
      ...found,
      difference: -difference,
      interval: interval && { low: -interval.high, high: -interval.low },
    }));
    return { ...one, unit: 'failures', values, differences };
  });
  return { ...comparison, measures };
}

/** Returns true for a measure that counts each document of another measure once: it has no section of its own. */
export function isEachOnce(id: MeasureId): boolean {
  return measures.some((measure) => measure.id === id && measure.perDocument !== undefined);
}

/** Returns the measure with each document counted once, if that was compared. */
export function eachOnce(
  { measures: compared }: Comparison,
  { measure }: ComparedMeasure,
): ComparedMeasure | undefined {
  const id = measures.find(({ perDocument }) => perDocument === measure)?.id;
  return compared.find((other) => other.measure === id);
}

/** `gru − lstm`; `gru ÷ lstm` for ranges. */
export function pairName(
  { contenders }: Pick<Comparison, 'contenders'>,
  { a, b }: { readonly a: number; readonly b: number },
  unit: Unit,
): string {
  return `${contenders[a]!.label} ${unit === 'characters' ? '÷' : '−'} ${contenders[b]!.label}`;
}

/** Differences that conclusions rest on: all, or of checkpoints those of the last. */
export function conclusive({ kind, contenders }: Comparison, { differences }: ComparedMeasure): Difference[] {
  return kind === 'models' ? differences : differences.filter(({ a }) => a === contenders.length - 1);
}

/**
 * Returns the index of the first checkpoint from which on the measure is always shown to be better than at the first one; null if there is
 * none.
 */
export function betterFrom({ contenders }: Comparison, { differences }: ComparedMeasure): number | null {
  let first: number | null = null;
  for (let index = contenders.length - 1; index > 0; index--) {
    if (!differences.some(({ a, verdict }) => a === index && verdict === 'a')) break;
    first = index;
  }
  return first;
}

/** Returns true for measures that headlines and overviews count. Of bits, that is only the mean per document; the others repeat it. */
export function isCounted(id: MeasureId): boolean {
  return !id.startsWith('bits-') || id === 'bits-carried-per-document';
}

/** Returns true if a figure's ranges count the characters at which something was open, and the share of these without a failure. */
export function countsAtRisk(measure: string): boolean {
  return textFigures.find(({ id }) => id === measure)?.ranges === 'at risk';
}
