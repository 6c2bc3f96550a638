import { LongrangeError } from '@longrange/errors';

/** A text as its tokeniser cuts it. */
export interface OwnCut {
  readonly tokens: readonly number[];
  /** Where tokens begin between two characters (UTF-16 offsets, ascending, 0 first), and how many tokens come before. */
  readonly borders: readonly { readonly at: number; readonly tokens: number }[];
}

/**
 * Where the tokens of a text begin; those that begin in the prefix, which is cut with it, count as beginning at 0.
 * @throws LongrangeError `TOKENIZE_INVALID` if their bytes are not those of the text
 */
export function cutAt(
  text: string,
  tokens: readonly number[],
  tokenBytes: readonly (Uint8Array | null)[],
  prefix = '',
): OwnCut {
  const bytes = new TextEncoder().encode(prefix + text);
  const starts = new Map([[0, 0]]);
  let offset = 0;
  tokens.forEach((token, index) => {
    const own = tokenBytes[token] ?? new Uint8Array();
    for (const byte of own) if (bytes[offset++] !== byte) throw otherText(text, token);
    if (index + 1 < tokens.length) starts.set(offset, index + 1);
  });
  if (offset !== bytes.length) throw otherText(text, tokens.at(-1));
  const borders: OwnCut['borders'][number][] = [];
  let at = -prefix.length;
  let byte = 0;
  for (const character of prefix + text) {
    const before = starts.get(byte);
    if (before !== undefined) borders.push({ at: Math.max(0, at), tokens: before });
    at += character.length;
    byte += byteLength(character);
  }
  return { tokens, borders };
}

function byteLength(character: string): number {
  const code = character.codePointAt(0)!;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

function otherText(text: string, token: number | undefined): LongrangeError {
  return new LongrangeError({
    code: 'TOKENIZE_INVALID',
    message: `Expected \`tokenize\` to return tokens whose bytes are those of the text (${JSON.stringify(text.slice(0, 20))} …), got token ${token} where they are not.`,
    hint: 'let it add no special tokens, and no space in front that is not the `prefix`.',
    exitCode: 2,
  });
}
