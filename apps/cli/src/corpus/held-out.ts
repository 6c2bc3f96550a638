import type { CorpusSplit } from '@longrange/corpus';
import { chooseWithin, type DocumentSource } from '@longrange/eval/internal/node';

/** Returns a split as a source of documents, whose texts are decoded when they are chosen. */
export function splitSource(split: CorpusSplit): DocumentSource {
  return {
    characters: split.characters,
    choose(maxCharacters, ofEach = Number.POSITIVE_INFINITY) {
      const indexed = split.documents.map((document, index) => ({ ...document, index }));
      const chosen = chooseWithin(indexed, maxCharacters, {
        nameOf: ({ path }) => path,
        charactersOf: ({ start, end }) => Math.min(end - start, ofEach),
      });
      return chosen.map(({ path, index }) => ({ path, text: split.text(index) }));
    },
  };
}
