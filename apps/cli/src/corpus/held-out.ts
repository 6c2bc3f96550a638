import { hashDocuments, type TextDocument } from '@longrange/code';
import type { CorpusSplit } from '@longrange/corpus';
import { type SuiteName, suites } from '@longrange/eval';
import type { DocumentScores } from '@longrange/eval/comparison';
import { chooseWithin } from '@longrange/eval/evaluation';
import type { HeldOutSplit } from '../options/shared-options.ts';

/**
 * Returns the documents of a split: all, or whole ones with at most this many characters in total, as `chooseWithin` selects them.
 * @param ofEach maximum characters of a document that count
 */
export function chooseDocuments(
  split: CorpusSplit,
  maxCharacters: number,
  ofEach = Number.POSITIVE_INFINITY,
): TextDocument[] {
  const indexed = split.documents.map((document, index) => ({ ...document, index }));
  const chosen = chooseWithin(indexed, maxCharacters, {
    nameOf: ({ path }) => path,
    charactersOf: ({ start, end }) => Math.min(end - start, ofEach),
  });
  return chosen.map(({ path, index }) => ({ path, text: split.text(index) }));
}

/** Returns the documents that an evaluation's probes use, as many as the suite sets. A comparison uses the same ones. */
export function probedOf<T extends TextDocument>(
  documents: readonly T[],
  { suite, maxCharacters }: { readonly suite: SuiteName; readonly maxCharacters: number },
): T[] {
  return chooseWithin(documents, Math.min(suites[suite].probedCharacters, maxCharacters), {
    nameOf: ({ path }) => path,
    charactersOf: ({ text }) => text.length,
  });
}

export function charactersOf(documents: readonly TextDocument[]): number {
  return documents.reduce((sum, { text }) => sum + text.length, 0);
}

/** Returns the record of the texts that a model was measured on, which identifies scores of the same texts. */
export function heldOutRecord(
  documents: readonly TextDocument[],
  split: HeldOutSplit = 'test',
): DocumentScores['heldOut'] {
  const characters = charactersOf(documents);
  return { split, documents: documents.length, characters, sha256: hashDocuments(documents) };
}
