import type { Suite, TextDocument } from '@longrange/eval';
import type { GgufModel } from '@longrange/llama';

export function beginningsOf(documents: readonly TextDocument[], characters: number): TextDocument[] {
  return documents.map(({ name, text }) => ({ name, text: text.slice(0, characters) }));
}

/** What `renameDocuments` replaced in the beginnings of documents: it keeps lengths, so words are where they were. */
export function replacedIn(
  written: readonly TextDocument[],
  renamed: readonly TextDocument[],
): { readonly names: number; readonly characters: { readonly all: number; readonly renamed: number } } {
  const counts = { names: 0, characters: { all: 0, renamed: 0 } };
  for (const [index, { text }] of written.entries()) {
    const names = new Set<string>();
    for (const { 0: word, index: at } of text.matchAll(/\w+/g)) {
      if (renamed[index]!.text.startsWith(word, at)) continue;
      names.add(word);
      counts.characters.renamed += word.length;
    }
    counts.names += names.size;
    counts.characters.all += text.length;
  }
  return counts;
}

/** Of the context that stretched texts may fill, as some have more tokens than the mean. */
const FILLED = 0.8;

/** The suite, with items stretched no farther than the model reads. The texts of a doubling from d on have less than 2 d characters, with the lines around. */
export function stretchedWithin(
  suite: Suite,
  documents: readonly TextDocument[],
  {
    asking,
    contextSize,
  }: Pick<GgufModel, 'contextSize'> & { readonly asking: Pick<GgufModel['asking'], 'tokenize'> },
): Suite {
  const text = documents.map((document) => document.text).join('');
  const perToken = text.length / Math.max(1, asking.tokenize(text).length);
  const { stretched } = suite.probes;
  let { furthest } = stretched;
  while (furthest > 1 && 2 * furthest > FILLED * contextSize * perToken) furthest /= 2;
  return { ...suite, probes: { ...suite.probes, stretched: { ...stretched, furthest } } };
}
