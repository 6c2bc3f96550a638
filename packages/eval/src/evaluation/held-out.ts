import { createHash } from 'node:crypto';
import type { TextDocument } from '@longrange/code';
import type { LanguageModel } from '../models/language-model.ts';

/**
 * Documents of together at most so many characters: all, or whole ones in the order of a hash of their names while they fit (one at
 * least). In the order in which they came.
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

/** The documents as a model sees them: without characters that it cannot predict, and without those that are empty then. */
export function asSeenBy(
  { alphabet }: Pick<LanguageModel, 'alphabet'>,
  documents: readonly TextDocument[],
): TextDocument[] {
  const known = new Set(alphabet);
  const read = (text: string): string =>
    Array.from(text)
      .filter((character) => known.has(character))
      .join('');
  return documents.map(({ name, text }) => ({ name, text: read(text) })).filter(({ text }) => text !== '');
}
