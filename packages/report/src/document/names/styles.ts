import type { Subject } from '../types.ts';

/** Told apart by colour and by shape and by dash: no one of them is needed. */
export type SeriesStyle = Subject['id'];

/** Predictors and other things beyond the four subjects borrow the styles in this order. */
export const styleOrder: readonly SeriesStyle[] = ['model', 'ngram', 'real', 'text'];

/** The style of the predictor at a place in a list that the model leads. */
export function predictorStyle(index: number): SeriesStyle {
  return styleOrder[index % styleOrder.length]!;
}
