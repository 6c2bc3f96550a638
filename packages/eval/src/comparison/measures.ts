import { z } from 'zod';
import { comparedFigures } from '../metrics/text-figures.ts';
import { comparedPredictions, type PredictionFigureId } from '../probes/probes.ts';

/** Name of a measure that models are compared by. */
export type MeasureId = PredictionFigureId | (typeof comparedFigures)[number]['id'];

/** Families of tests, each corrected by itself: what a comparison is made for, and everything else. */
export const families = ['primary', 'other'] as const;

/** Measures of the primary family. Of bits, one counts: the others repeat it. */
const primaryMeasures: readonly MeasureId[] = [
  'range-shows',
  'half-life',
  'range-decides',
  'bits-carried-per-document',
];

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
  /** Family in which its p-values are corrected. */
  readonly family: (typeof families)[number];
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
    family: familyOf(id),
    ...(perDocument !== undefined && { perDocument }),
  })),
  ...comparedFigures.map(({ id, compared: title, unit, ranges }) => ({
    id,
    title,
    unit,
    paired: false,
    family: familyOf(id),
    ...(ranges !== undefined && { ranges }),
  })),
];

function familyOf(id: MeasureId): Measure['family'] {
  return primaryMeasures.includes(id) ? 'primary' : 'other';
}

export const measureIdSchema = z.enum(measures.map(({ id }) => id));
