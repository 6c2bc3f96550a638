import { z } from 'zod';

export const measureIdSchema = z.enum([
  'bits-carried',
  'bits-reset',
  'closers',
  'delimiters',
  'indentation',
  'definitions',
]);

/** Name of a measure that models are compared by. */
export type MeasureId = z.output<typeof measureIdSchema>;

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
}

/** In the order in which they are shown. */
export const measures: readonly Measure[] = [
  { id: 'bits-carried', title: 'Bits per character, state carried', unit: 'bits', paired: true },
  { id: 'bits-reset', title: 'Bits per character, state reset', unit: 'bits', paired: true },
  { id: 'closers', title: 'Closers known on real code', unit: 'share', paired: true },
  { id: 'delimiters', title: 'Brackets held in samples', unit: 'share', paired: false },
  { id: 'indentation', title: 'Indentation kept in samples', unit: 'share', paired: false },
  { id: 'definitions', title: 'Definitions of samples that parse', unit: 'share', paired: false },
];
