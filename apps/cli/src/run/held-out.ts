import { createHash } from 'node:crypto';
import type { CharTokenizer, CorpusSplit } from '@longrange/corpus';
import type { TextDocument } from '@longrange/eval';

/**
 * Documents of a split: all, or, where they have more characters than that, whole documents in the order of a hash of their
 * paths while they fit (one at least).
 */
export function chooseDocuments(split: CorpusSplit, maxCharacters: number): TextDocument[] {
  const indexes = Array.from(split.documents.keys());
  if (split.characters > maxCharacters) {
    const ranks = split.documents.map(({ path }) => createHash('sha256').update(path).digest('hex'));
    indexes.sort((a, b) => (ranks[a]! < ranks[b]! ? -1 : 1));
  }
  const chosen: number[] = [];
  let characters = 0;
  for (const index of indexes) {
    const { start, end } = split.documents[index]!;
    if (chosen.length > 0 && characters + end - start > maxCharacters) continue;
    characters += end - start;
    chosen.push(index);
  }
  return chosen
    .sort((a, b) => a - b)
    .map((index) => ({ name: split.documents[index]!.path, text: split.text(index) }));
}

/** The documents as a model sees them: without characters that are not in its vocabulary. */
export function asSeenBy(tokenizer: CharTokenizer, documents: readonly TextDocument[]): TextDocument[] {
  return documents
    .map(({ name, text }) => ({ name, text: tokenizer.decode(tokenizer.encode(text)) }))
    .filter(({ text }) => text !== '');
}

export function charactersOf(documents: readonly TextDocument[]): number {
  return documents.reduce((sum, { text }) => sum + text.length, 0);
}
