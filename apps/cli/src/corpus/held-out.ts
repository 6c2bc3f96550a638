import type { CorpusSplit } from '@longrange/corpus';
import type { TextDocument } from '@longrange/eval';
import { chooseWithin } from '@longrange/eval/evaluation';

/** Documents of a split: all, or whole ones of together at most so many characters, as `chooseWithin` takes them. */
export function chooseDocuments(split: CorpusSplit, maxCharacters: number): TextDocument[] {
  const indexed = split.documents.map((document, index) => ({ ...document, index }));
  const chosen = chooseWithin(indexed, maxCharacters, {
    nameOf: ({ path }) => path,
    charactersOf: ({ start, end }) => end - start,
  });
  return chosen.map(({ path, index }) => ({ name: path, text: split.text(index) }));
}

export function charactersOf(documents: readonly TextDocument[]): number {
  return documents.reduce((sum, { text }) => sum + text.length, 0);
}
