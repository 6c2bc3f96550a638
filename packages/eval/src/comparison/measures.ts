import { z } from 'zod';
import { comparedFigures } from '../metrics/text-figures.ts';
import { comparedPredictions } from '../probes/prediction-figures.ts';

/** Name of a measure that models are compared by. */
export type MeasureId = (typeof comparedPredictions)[number]['id'] | (typeof comparedFigures)[number]['id'];

/** What can be compared between models: a ratio of sums over documents. */
export interface Measure {
  readonly id: MeasureId;
  /** As a heading: `Brackets held`. */
  readonly title: string;
  /** `bits` per character, of which less is better, or a `share` held, of which more is. */
  readonly unit: 'bits' | 'share';
  /**
   * Whether models are compared document by document: on held-out code, which all of them read, they can be. Samples have
   * nothing to do with each other.
   */
  readonly paired: boolean;
  /** Of the same documents' parts as that measure, but each document counts once, however long it is. */
  readonly perDocument?: MeasureId;
  /** What a range of distances counts, if not the cases in it (`Figure`). */
  readonly ranges?: 'nested' | 'at risk';
}

/** In the order in which they are shown. */
export const measures: readonly Measure[] = [
  ...comparedPredictions.map((one) => ({ ...one, paired: true })),
  ...comparedFigures.map(({ id, compared, unit, ranges }) => ({
    ...{ id, title: compared, unit, paired: false },
    ...(ranges === undefined ? {} : { ranges }),
  })),
];

export const measureIdSchema = z.enum(measures.map(({ id }) => id));
