import type { DocumentParts } from '../statistics/document-parts.ts';
import { type ScoredDocument, sumBits } from './bits-per-character.ts';

/** The bits of each document and the characters that they are of, from scores of its characters. */
export function partsOfBits<Id extends string>(
  measure: Id,
  documents: readonly ScoredDocument[],
): DocumentParts<Id> {
  const parts = documents.map((document) => ({ document: document.name, ...sumBits(document, measure) }));
  return { measure, range: null, parts: parts.filter(({ denominator }) => denominator > 0) };
}
