import { z } from 'zod';
import { comparedFigures } from '../metrics/text-figures.ts';
import { comparedPredictions, type PredictionFigureId } from '../probes/probes.ts';

/** Name of a measure that models are compared by. */
export type MeasureId = PredictionFigureId | (typeof comparedFigures)[number]['id'];

/** Measure for comparing models: a ratio of sums over documents, or a range. */
export interface Measure {
  readonly id: MeasureId;
  /** Heading, such as `Brackets held`. */
  readonly title: string;
  /** `bits` per character (lower is better), a `share` held, mean `nats`, or `characters` of a range (higher is better). */
  readonly unit: 'bits' | 'share' | 'nats' | 'characters';
  /**
   * True if models are compared document by document, which requires held-out code that all of them read. Samples are independent and
   * cannot be paired.
   */
  readonly paired: boolean;
  /** Measure whose parts this one shares, but counting each document once, however long it is. */
  readonly perDocument?: MeasureId;
  /** Meaning of a range of distances if it is not simply the cases inside it; see `Figure`. */
  readonly ranges?: 'nested' | 'at risk';
}

/** Measure that is a range of minimal pairs. */
export type RangeMeasure = Measure & { readonly id: 'range-decides' | 'range-shows' | 'half-life' };

export function isRange(measure: Measure): measure is RangeMeasure {
  return measure.unit === 'characters';
}

/** All measures, in the order of display. */
export const measures: readonly Measure[] = [
  ...comparedPredictions.map(({ id, compared: title, unit, perDocument }) => ({
    id,
    title,
    unit,
    paired: true,
    ...(perDocument !== undefined && { perDocument }),
  })),
  ...comparedFigures.map(({ id, compared: title, unit, ranges }) => ({
    id,
    title,
    unit,
    paired: false,
    ...(ranges !== undefined && { ranges }),
  })),
];

export const measureIdSchema = z.enum(measures.map(({ id }) => id));
