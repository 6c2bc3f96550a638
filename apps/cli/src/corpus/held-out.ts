import type { TextDocument } from '@longrange/code';
import type { CorpusSplit } from '@longrange/corpus';
import { type SuiteName, suites } from '@longrange/eval';
import { chooseWithin } from '@longrange/eval/evaluation';

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
  return chosen.map(({ path, index }) => ({ name: path, text: split.text(index) }));
}

/** Returns the documents that an evaluation's probes ask about, as many as the suite sets. A comparison asks about the same ones. */
export function probedOf<T extends TextDocument>(
  documents: readonly T[],
  { suite, maxCharacters }: { readonly suite: SuiteName; readonly maxCharacters: number },
): T[] {
  return chooseWithin(documents, Math.min(suites[suite].probes.maxCharacters, maxCharacters), {
    nameOf: ({ name }) => name,
    charactersOf: ({ text }) => text.length,
  });
}

export function charactersOf(documents: readonly TextDocument[]): number {
  return documents.reduce((sum, { text }) => sum + text.length, 0);
}
