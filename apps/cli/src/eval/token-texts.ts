import type { TextDocument } from '@longrange/code';
import { LongrangeError } from '@longrange/errors';
import type { Suite } from '@longrange/eval';
import { FURTHEST } from '@longrange/eval/evaluation';
import type { Furthest } from '@longrange/eval/probes';
import type { GgufModel } from '@longrange/llama';
import { formatCount } from '../terminal/format.ts';

/** Tokens that a text may have, where nothing farther is asked for. */
export const USUAL_CONTEXT = 8192;
/** Tokens that are left for what is written after a document of as many characters as the others. */
const WRITTEN_TOKENS = 192;

/** Characters of a document that are read by a model with room for so many tokens: as many in a longer context, so that what is asked farther back is asked beside the same, and compared with it. */
export function readableWithin(contextSize: number): number {
  return Math.max(1, Math.min(contextSize, USUAL_CONTEXT - 1) - WRITTEN_TOKENS);
}

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

/** Characters of such documents that a context has room for. */
export async function charactersWithin(
  documents: readonly TextDocument[],
  {
    asking,
    contextSize,
  }: Pick<GgufModel, 'contextSize'> & { readonly asking: Pick<GgufModel['asking'], 'tokenize'> },
): Promise<number> {
  const text = documents.map((document) => document.text).join('');
  const tokens = await asking.tokenize(text);
  return (FILLED * contextSize * text.length) / Math.max(1, tokens.length);
}

/** The suite, with items stretched no farther than so many characters. The texts of a doubling from d on have less than 2 d, with the lines around. */
export function stretchedWithin(suite: Suite, characters: number): Suite {
  const { stretched } = suite.probes;
  let { furthest } = stretched;
  while (furthest > 1 && 2 * furthest > characters) furthest /= 2;
  return { ...suite, probes: { ...suite.probes, stretched: { ...stretched, furthest } } };
}

/**
 * How far back a model is asked that reads so many characters.
 * @param wanted by the user; as far as may be, if not given
 * @throws LongrangeError `GGUF_CONTEXT` (exit code 2)
 */
export function furthestWithin(characters: number, wanted: Furthest | undefined): Furthest {
  const [usual] = FURTHEST;
  const most = FURTHEST.findLast((one) => one <= characters) ?? usual;
  if (wanted === undefined || wanted <= most) return wanted ?? most;
  throw new LongrangeError({
    code: 'GGUF_CONTEXT',
    message: `Expected --furthest to be at most ${most} for this model, got ${wanted}: its context has room for some ${formatCount(Math.floor(characters))} characters of this code.`,
    hint: `leave --furthest out, or take a model that was trained on longer texts.`,
    exitCode: 2,
  });
}
