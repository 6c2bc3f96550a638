import { z } from 'zod';
import { analyseDocument } from '../code/document.ts';
import type { SyntaxParser } from '../code/parser/syntax-parser.ts';
import type { TextDocument } from '../code/text-document.ts';
import { measureDelimiters } from '../metrics/delimiters/delimiters.ts';
import { measureIndentation } from '../metrics/indentation/indentation.ts';
import { measureParse } from '../metrics/parse/parse.ts';
import type { ScoredDocument } from '../probes/bits-per-character.ts';
import type { CloserObservation } from '../probes/closer-accuracy.ts';
import { partsOfBits } from '../probes/parts-of-bits.ts';
import { type DocumentParts, partsOfFates, partsOfObservations } from '../statistics/document-parts.ts';
import { fatesOf } from '../statistics/fates-of.ts';
import type { Observation } from '../statistics/observation.ts';
import { count } from '../statistics/shapes.ts';
import { type MeasureId, measureIdSchema } from './measures.ts';

export const tallySchema = z.object({
  measure: measureIdSchema,
  /** Distances `[from, to)` in characters; null for all together. */
  range: z.object({ from: count, to: count }).nullable(),
  /** Per document its name, numerator (bits, or how many held) and denominator (characters, or how many there were). */
  parts: z.array(z.tuple([z.string(), z.number(), z.number().positive()])),
});

/** One measure of one model, document by document, so that models can be compared on the same documents. */
export type Tally = z.output<typeof tallySchema>;

/** The bits of each document, from scores of its characters. */
export function tallyBits(
  measure: 'bits-carried' | 'bits-reset',
  documents: readonly ScoredDocument[],
): Tally {
  return toTally(measure, partsOfBits(measure, documents));
}

/** As a result keeps it. */
export function toTally<M extends string>(
  measure: M,
  { range, parts }: DocumentParts,
): Omit<Tally, 'measure'> & { measure: M } {
  return {
    measure,
    range: range === null ? null : { ...range },
    parts: parts.map(({ document, numerator, denominator }) => [document, numerator, denominator]),
  };
}

/** What each document holds of its observations that are not censored: all together and, on request, by distance. */
export function tallyObservations(
  measure: MeasureId,
  observations: readonly Observation[],
  { byDistance }: { readonly byDistance: boolean },
): Tally[] {
  return partsOfObservations({ measure, observations, byDistance }).map((parts) => toTally(measure, parts));
}

/** Metric 10: the closers of each document, by distance. */
export function tallyClosers(closers: readonly CloserObservation[]): Tally[] {
  return tallyObservations('closers', closers, { byDistance: true });
}

/** Metrics 1, 3 and 6 of each document of a model's samples. */
export async function tallySamples(
  documents: readonly TextDocument[],
  { parser, cut }: { readonly parser: SyntaxParser; readonly cut: boolean },
): Promise<Tally[]> {
  const delimiters: Observation[] = [];
  const indentation: Observation[] = [];
  const definitions: Observation[] = [];
  for (const [index, { name, text }] of documents.entries()) {
    const document = analyseDocument({ name, text }, cut, parser);
    delimiters.push(...measureDelimiters(document));
    indentation.push(...measureIndentation(document));
    const { observations } = measureParse(document);
    definitions.push(...observations.filter(({ kind }) => kind === 'definition'));
    if (index % 16 === 15) await new Promise((resolve) => setImmediate(resolve));
  }
  return [
    ...tallyObservations('delimiters', delimiters, { byDistance: false }),
    ...partsOfFates('delimiters', fatesOf(delimiters)).map((parts) => toTally('delimiters', parts)),
    ...tallyObservations('indentation', indentation, { byDistance: true }),
    ...tallyObservations('definitions', definitions, { byDistance: false }),
  ];
}
