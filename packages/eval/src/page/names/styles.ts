import type { SeriesStyle } from '@longrange/document/internal';

/** Predictors and other things beyond the four subjects borrow the styles in this order. */
export const styleOrder: readonly SeriesStyle[] = ['model', 'ngram', 'real', 'text'];

/** Of the network before its training, beside the model and the n-gram. */
export const untrainedStyle: SeriesStyle = 'text';

/** The style of the predictor at a place in a list that the model leads. */
export function predictorStyle(index: number): SeriesStyle {
  return styleOrder[index % styleOrder.length]!;
}
