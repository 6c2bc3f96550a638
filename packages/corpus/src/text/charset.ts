/** The characters that cleaning keeps. */
export interface Charset {
  readonly name: string;
  /** Indexed by code point below 128: 1 where kept. */
  readonly ascii: Uint8Array;
  /** Whether a code point of 128 or more is kept. */
  keepsBeyondAscii(codePoint: number): boolean;
}

/**
 * `'reference'`: ASCII letters, digits, punctuation, space, tab, newline (97 characters).
 * `'unicode'`: every character but control characters (tab and newline are kept).
 * Any other string: the reference's characters and those in the string.
 */
export type CharsetName = 'reference' | 'unicode' | (string & {});

const TAB = 0x09;
const NEWLINE = 0x0a;

export function resolveCharset(name: CharsetName): Charset {
  const ascii = new Uint8Array(128).fill(1, 0x20, 0x7f);
  ascii[TAB] = 1;
  ascii[NEWLINE] = 1;
  if (name === 'reference') return { name, ascii, keepsBeyondAscii: () => false };
  // U+0080 to U+009F are the second block of control characters.
  if (name === 'unicode') return { name, ascii, keepsBeyondAscii: (codePoint) => codePoint > 0x9f };
  const extra = new Set(Array.from(name, (character) => character.codePointAt(0)!));
  for (const codePoint of extra) if (codePoint > 0 && codePoint < 128) ascii[codePoint] = 1;
  return { name, ascii, keepsBeyondAscii: (codePoint) => extra.has(codePoint) };
}
