import { z } from 'zod';
import type { Observation } from '../observation.ts';
import type { SyntaxParser } from '../parser/syntax-parser.ts';
import { type ScoredDocument, sumBits } from '../probes/bits-per-character.ts';
import type { CloserObservation } from '../probes/closer-accuracy.ts';
import { count } from '../result/shapes.ts';
import { doublingScale } from '../statistics/buckets.ts';
import { measureDelimiters } from '../text/delimiters.ts';
import { analyseDocument, type TextDocument } from '../text/document.ts';
import { measureIndentation } from '../text/indentation.ts';
import { measureParse } from '../text/parse.ts';
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
  const parts = documents.map((document): Tally['parts'][number] => {
    const { numerator, denominator } = sumBits(document, measure);
    return [document.name, numerator, denominator];
  });
  return { measure, range: null, parts: parts.filter(([, , denominator]) => denominator > 0) };
}

/** A document's name with what was observed in it. */
export interface ObservedDocument {
  readonly name: string;
  readonly observations: readonly Observation[];
}

/** What each document holds of its observations that are not censored: all together and, on request, by distance. */
export function tallyObservations(
  measure: MeasureId,
  documents: readonly ObservedDocument[],
  { byDistance }: { readonly byDistance: boolean },
): Tally[] {
  const all: Tally = { measure, range: null, parts: [] };
  const buckets: Tally[] = [];
  for (const { name, observations } of documents) {
    const counted = observations.filter(({ outcome }) => outcome !== 'censored');
    addPart(all, name, counted);
    if (!byDistance) continue;
    for (const { distance } of counted) {
      while (buckets.length <= doublingScale.indexOf(distance)) {
        const [from, to] = [0, 1].map((step) => doublingScale.lowerBound(buckets.length + step));
        buckets.push({ measure, range: { from: from!, to: to! }, parts: [] });
      }
    }
    for (const [index, bucket] of buckets.entries()) {
      const inRange = counted.filter(({ distance }) => doublingScale.indexOf(distance) === index);
      addPart(bucket, name, inRange);
    }
  }
  return [all, ...buckets.filter(({ parts }) => parts.length > 0)];
}

function addPart({ parts }: Tally, name: string, counted: readonly Observation[]): void {
  if (counted.length === 0) return;
  parts.push([name, counted.filter(({ outcome }) => outcome === 'held').length, counted.length]);
}

/** Metric 10: the closers of each document, by distance. */
export function tallyClosers(closers: readonly CloserObservation[]): Tally[] {
  const byDocument = new Map<string, CloserObservation[]>();
  for (const closer of closers) {
    const ofDocument = byDocument.get(closer.document);
    if (ofDocument === undefined) byDocument.set(closer.document, [closer]);
    else ofDocument.push(closer);
  }
  const documents = Array.from(byDocument, ([name, observations]) => ({ name, observations }));
  return tallyObservations('closers', documents, { byDistance: true });
}

/** Metrics 1, 3 and 6 of each document of a model's samples. */
export async function tallySamples(
  documents: readonly TextDocument[],
  { parser, cut }: { readonly parser: SyntaxParser; readonly cut: boolean },
): Promise<Tally[]> {
  const delimiters: ObservedDocument[] = [];
  const indentation: ObservedDocument[] = [];
  const definitions: ObservedDocument[] = [];
  for (const [index, { name, text }] of documents.entries()) {
    const document = analyseDocument({ name, text }, cut, parser);
    delimiters.push({ name, observations: measureDelimiters(document) });
    indentation.push({ name, observations: measureIndentation(document) });
    const { observations } = measureParse(document);
    definitions.push({ name, observations: observations.filter(({ kind }) => kind === 'definition') });
    if (index % 16 === 15) await new Promise((resolve) => setImmediate(resolve));
  }
  return [
    ...tallyObservations('delimiters', delimiters, { byDistance: true }),
    ...tallyObservations('indentation', indentation, { byDistance: true }),
    ...tallyObservations('definitions', definitions, { byDistance: false }),
  ];
}
