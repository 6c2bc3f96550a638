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
  /** A range of distances counts all from its lower end on. */
  readonly nestedRanges?: true;
}

/** In the order in which they are shown. */
export const measures: readonly Measure[] = [
  ...comparedPredictions.map((one) => ({ ...one, paired: true })),
  ...comparedFigures.map(({ id, compared, unit, nestedRanges }) => ({
    ...{ id, title: compared, unit, paired: false },
    ...(nestedRanges === undefined ? {} : { nestedRanges }),
  })),
];

export const measureIdSchema = z.enum(measures.map(({ id }) => id));
