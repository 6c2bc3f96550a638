import type { DocumentParts } from '../../statistics/document-parts.ts';
import { type ScoredDocument, sinceReset, sumBits } from './bits-per-character.ts';

/** Characters after a reset from which on a carried state is held against it: what comes before is a cold start, which a model without memory has too. */
export const SETTLED = 128;

/** The bits of each document and the characters that they are of, from scores of its characters. */
export function partsOfBits<Id extends string>(
  measure: Id,
  documents: readonly ScoredDocument[],
): DocumentParts<Id> {
  const parts = documents.map((document) => ({ document: document.name, ...sumBits(document, measure) }));
  return { measure, range: null, parts: parts.filter(({ denominator }) => denominator > 0) };
}

/** The same of those characters alone that come `SETTLED` or more after a reset; with the state carried, of the same characters. */
export function partsOfSettled(
  documents: readonly ScoredDocument[],
  resetEvery: number,
): DocumentParts<'state'> {
  const settled = documents.map(({ name, logProbabilities }) => {
    const since = sinceReset({ logProbabilities }, resetEvery);
    return { name, logProbabilities: logProbabilities.filter((_, at) => since(at) >= SETTLED) };
  });
  return partsOfBits('state', settled);
}
