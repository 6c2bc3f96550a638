import type { SeriesStyle } from '../document/internal.ts';

/** Fields of any measured text. */
export interface MeasuredText {
  readonly id: SeriesStyle;
  readonly label: string;
  readonly documents: number;
  readonly characters: number;
  readonly cut: boolean;
}

/** A measured text and some of its figures, with the name that charts, tables and sentences give it. */
export interface Named<Figures = unknown> {
  readonly name: string;
  readonly subject: MeasuredText & Figures;
}

/** Subjects on which the figures were measured. The one measured comes first. */
export type Subjects<Figures = unknown> = readonly Named<Figures>[];

/** Short names of subjects. */
export const shortNames: Readonly<Record<SeriesStyle, string>> = {
  model: 'model',
  real: 'real code',
  ngram: 'n-gram',
  text: 'text',
};

/** Returns a name as the grammatical subject of a sentence: `this model`, `the 20-gram`, `real code`. */
export function inSentence({ name }: { readonly name: string }): string {
  if (/^\d*n?-gram$/.test(name)) return `the ${name}`;
  return name === shortNames.model || name === shortNames.text ? `this ${name}` : name;
}

/** Returns what a document of this subject is called: `sample` or `file`. */
export function documentNoun({ subject: { id } }: Named): string {
  return id === 'model' || id === 'ngram' ? 'sample' : 'file';
}

/** Returns the subject with this id. */
export function findSubject<Figures>(
  subjects: Subjects<Figures>,
  id: SeriesStyle,
): Named<Figures> | undefined {
  return subjects.find(({ subject }) => subject.id === id);
}

/** Predictors and other things beyond the four subjects borrow the styles in this order. */
export const styleOrder: readonly SeriesStyle[] = ['model', 'ngram', 'real', 'text'];

/** Style of the network before its training, beside the model and the n-gram. */
export const untrainedStyle: SeriesStyle = 'text';

/** Returns the style of the predictor at a place in a list that begins with the model. */
export function predictorStyle(index: number): SeriesStyle {
  return styleOrder[index % styleOrder.length]!;
}
