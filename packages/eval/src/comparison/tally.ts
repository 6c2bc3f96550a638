import { z } from 'zod';
import type { DocumentParts } from '../statistics/document-parts.ts';
import { count } from '../statistics/shapes.ts';
import { measureIdSchema, measures } from './measures.ts';

/** Name of each document, with its numerator (bits, or cases held) and its denominator (characters, or cases). */
export const partsOf = (numerator: z.ZodNumber) =>
  z.array(z.tuple([z.string(), numerator, z.number().positive()]));

export const tallySchema = z.object({
  measure: measureIdSchema,
  /** Distances `[from, to)` in characters; null for the overall figure. */
  range: z.object({ from: count, to: count }).nullable(),
  parts: partsOf(z.number().nonnegative()),
  /** Present if the figure is a bound: the model is at least as good, with fewer bits or a larger share, but its answers do not show how much. */
  isBound: z.literal(true).optional(),
  /** Share of the same cases that a blind reader holds (metric 10). */
  blind: z.number().min(0).max(1).optional(),
});

/** One measure of one model, document by document, so that models can be compared on the same documents. */
export type Tally = z.output<typeof tallySchema>;

/** Converts a figure's parts to the form in which files store them. */
export function toTally<M extends string>({
  measure,
  range,
  parts,
}: DocumentParts<M>): Omit<Tally, 'measure'> & { measure: M } {
  return {
    measure,
    range: range === null ? null : { ...range },
    parts: parts.map(({ document, numerator, denominator }) => [document, numerator, denominator]),
  };
}

/**
 * Returns an upper bound on the bits of each document, from the likelihood of the whole document.
 * @param logs for each document, ln of a lower bound on its probability, and the number of characters that it covers
 */
export function tallyBounds(
  documents: readonly { readonly path: string }[],
  logs: readonly { readonly log: number; readonly characters: number }[],
): Tally {
  const parts = logs.flatMap(({ log, characters }, index): Tally['parts'] =>
    characters === 0 ? [] : [[documents[index]!.path, Math.max(0, -log / Math.LN2), characters]],
  );
  return { measure: 'bits-carried', range: null, parts, isBound: true };
}

/** Keeps those figures of a model's samples that models are compared by. */
export function tallySamples(figures: readonly DocumentParts[]): Tally[] {
  const ofSamples = measures.filter(({ paired }) => !paired);
  return figures.flatMap((figure) => {
    const measure = ofSamples.find(({ id }) => id === figure.measure)?.id;
    return measure === undefined ? [] : [toTally({ ...figure, measure })];
  });
}
