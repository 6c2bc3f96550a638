import { createHash } from 'node:crypto';
import { hashDocuments, type TextDocument } from '@longrange/code';
import type { DocumentScores } from '../comparison/document-scores.ts';
import type { MeasuredModel } from './context.ts';

/**
 * Chooses documents with at most `maxCharacters` characters in total: all of them, or whole documents in the order of a hash of their names
 * as long as they fit (at least one). They keep their order.
 */
export function chooseWithin<T>(
  documents: readonly T[],
  maxCharacters: number,
  { nameOf, charactersOf }: { nameOf: (document: T) => string; charactersOf: (document: T) => number },
): T[] {
  const total = documents.reduce((sum, document) => sum + charactersOf(document), 0);
  if (total <= maxCharacters) return [...documents];
  const ranks = documents.map((document) => createHash('sha256').update(nameOf(document)).digest('hex'));
  const indexes = Array.from(documents.keys()).sort((a, b) => (ranks[a]! < ranks[b]! ? -1 : 1));
  const chosen = new Set<number>();
  let characters = 0;
  for (const index of indexes) {
    const more = charactersOf(documents[index]!);
    if (chosen.size > 0 && characters + more > maxCharacters) continue;
    characters += more;
    chosen.add(index);
  }
  return documents.filter((_, index) => chosen.has(index));
}

/**
 * Chooses documents as `chooseWithin` does, by their names and lengths.
 * @param ofEach maximum number of characters of a document that count
 */
export function chooseTexts<T extends TextDocument>(
  documents: readonly T[],
  maxCharacters: number,
  ofEach = Number.POSITIVE_INFINITY,
): T[] {
  return chooseWithin(documents, maxCharacters, {
    nameOf: ({ path }) => path,
    charactersOf: ({ text }) => Math.min(text.length, ofEach),
  });
}

/** Documents to choose from, which need not be in memory. */
export interface DocumentSource {
  /** Number of characters of all documents. */
  readonly characters: number;
  /**
   * Chooses documents as `chooseWithin` does.
   * @param ofEach maximum number of characters of a document that count
   */
  choose(maxCharacters: number, ofEach?: number): TextDocument[];
}

/** Returns documents in memory as a source. */
export function sourceOf(documents: readonly TextDocument[]): DocumentSource {
  return {
    characters: charactersOf(documents),
    choose: (maxCharacters, ofEach) => chooseTexts(documents, maxCharacters, ofEach),
  };
}

/** Returns the number of UTF-16 code units in all documents. */
export function charactersOf(documents: readonly TextDocument[]): number {
  return documents.reduce((sum, { text }) => sum + text.length, 0);
}

/**
 * Returns the record of the texts that a model was measured on, which identifies scores of the same texts.
 * @param documents those that were scored
 * @param drawn those that single items were drawn from
 */
export function heldOutRecord(
  documents: readonly TextDocument[],
  drawn: readonly TextDocument[],
  split: string,
  beginnings?: number,
): DocumentScores['heldOut'] {
  return {
    split,
    documents: documents.length,
    characters: charactersOf(documents),
    sha256: hashDocuments([...documents, ...drawn]),
    ...(beginnings !== undefined && { beginnings }),
  };
}

/**
 * Returns the documents as a model sees them: without the characters that it cannot predict, and without documents that are then empty. A
 * model without an alphabet sees everything.
 */
export function asSeenBy(
  { alphabet }: Pick<MeasuredModel, 'alphabet'>,
  documents: readonly TextDocument[],
): TextDocument[] {
  if (alphabet === undefined) return [...documents];
  const known = new Set(alphabet);
  const read = (text: string): string =>
    Array.from(text)
      .filter((character) => known.has(character))
      .join('');
  return documents.map(({ path, text }) => ({ path, text: read(text) })).filter(({ text }) => text !== '');
}
