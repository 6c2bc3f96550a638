import { z } from 'zod';
import type { ScoredDocument } from '../probes/bits/bits-per-character.ts';
import { partsOfBits } from '../probes/bits/parts-of-bits.ts';
import type { CloserObservation } from '../probes/closers/closer-accuracy.ts';
import { USUAL_FURTHEST } from '../probes/farther.ts';
import type { SwapReading } from '../probes/swap/read-swaps.ts';
import { observeSwap } from '../probes/swap/summarize-swaps.ts';
import { type DocumentParts, partsOfObservations } from '../statistics/document-parts.ts';
import { count } from '../statistics/shapes.ts';
import { measureIdSchema, measures } from './measures.ts';

/** Per document its name, numerator (bits, or how many held) and denominator (characters, or how many there were). */
export const partsOf = (numerator: z.ZodNumber) =>
  z.array(z.tuple([z.string(), numerator, z.number().positive()]));

export const tallySchema = z.object({
  measure: measureIdSchema,
  /** Distances `[from, to)` in characters; null for all together. */
  range: z.object({ from: count, to: count }).nullable(),
  parts: partsOf(z.number().nonnegative()),
  /** The model is at least as good as this: fewer bits, or a larger share. What it tells of itself does not say how much. */
  isBound: z.literal(true).optional(),
});

/** One measure of one model, document by document, so that models can be compared on the same documents. */
export type Tally = z.output<typeof tallySchema>;

/** As a result keeps it. */
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

/** The bits of each document, from scores of its characters. */
export function tallyBits(
  measure: 'bits-carried' | 'bits-reset',
  documents: readonly ScoredDocument[],
): Tally {
  return toTally(partsOfBits(measure, documents));
}

/**
 * The bits of each document by what is known of it as a whole, at most so many.
 * @param logs for each document the ln of a probability that is at most its own, and the characters that this is of
 */
export function tallyBounds(
  documents: readonly { readonly name: string }[],
  logs: readonly { readonly log: number; readonly characters: number }[],
): Tally {
  const parts = logs.flatMap(({ log, characters }, index): Tally['parts'] =>
    characters === 0 ? [] : [[documents[index]!.name, Math.max(0, -log / Math.LN2), characters]],
  );
  return { measure: 'bits-carried', range: null, parts, isBound: true };
}

/** Metric 10: the closers of each document, all together and by distance, without the censored. */
export function tallyClosers(closers: readonly CloserObservation[]): Tally[] {
  return partsOfObservations({ measure: 'closers', observations: closers, byDistance: true }).map(toTally);
}

/** Metric 11, reading: of each document's brackets, within the usual distances, those that are right in both twins, all together and by distance. */
export function tallySwaps(swaps: readonly SwapReading[]): Tally[] {
  const observations = swaps
    .filter(({ kind, distance }) => kind === 'closer' && distance < USUAL_FURTHEST)
    .map(observeSwap);
  return partsOfObservations({ measure: 'swaps', observations, byDistance: true }).map(toTally);
}

/** Of the figures of a model's samples those that models are compared by. */
export function tallySamples(figures: readonly DocumentParts[]): Tally[] {
  const ofSamples = measures.filter(({ paired }) => !paired);
  return figures.flatMap((figure) => {
    const measure = ofSamples.find(({ id }) => id === figure.measure)?.id;
    return measure === undefined ? [] : [toTally({ ...figure, measure })];
  });
}
