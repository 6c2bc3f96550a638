import { codePointAt, sequenceLength } from './utf8.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Number of times each code point outside the character set was dropped. */
export type DroppedCharacters = Map<number, number>;

/**
 * Cleans a document: removes a byte order mark, turns CR LF and CR into LF, drops (and counts) characters outside the set,
 * removes white space at line ends and blank lines at the end of the document, and
 * ends the rest in exactly one newline.
 *
 * Works on bytes and writes them to their final place, so that a large corpus never becomes a string.
 *
 * @param source valid UTF-8
 * @param target at least `source.length + 1` bytes
 * @returns number of bytes written; 0 if only white space is left
 */
export function cleanInto(
  source: Uint8Array,
  target: Uint8Array,
  charset: Charset,
  dropped: DroppedCharacters,
): number {
  const { ascii } = charset;
  let written = 0;
  let lineEnd = 0; // after the last character of this line that is not white space
  let textEnd = 0; // the same, over all lines
  let i = hasByteOrderMark(source) ? 3 : 0;
  while (i < source.length) {
    const byte = source[i]!;
    if (byte === NEWLINE || byte === CARRIAGE_RETURN) {
      i += byte === CARRIAGE_RETURN && source[i + 1] === NEWLINE ? 2 : 1;
      written = lineEnd;
      target[written++] = NEWLINE;
      lineEnd = written;
      continue;
    }
    const codePoint = byte < 0x80 ? byte : codePointAt(source, i);
    const length = sequenceLength(byte);
    if (byte < 0x80 ? ascii[byte] === 1 : charset.keepsBeyondAscii(codePoint)) {
      for (let k = 0; k < length; k++) target[written++] = source[i + k]!;
      if (!isWhiteSpace(codePoint)) {
        lineEnd = written;
        textEnd = written;
      }
    } else {
      dropped.set(codePoint, (dropped.get(codePoint) ?? 0) + 1);
    }
    i += length;
  }
  if (textEnd === 0) return 0;
  target[textEnd] = NEWLINE;
  return textEnd + 1;
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function isWhiteSpace(codePoint: number): boolean {
  if (codePoint < 0x80) return codePoint === 0x20 || (codePoint >= 0x09 && codePoint <= 0x0d);
  return codePoint >= 0x85 && /\s/u.test(String.fromCodePoint(codePoint));
}

/** Characters that cleaning keeps. */
export interface Charset {
  readonly name: string;
  /** 1 for each code point below 128 that is kept. */
  readonly ascii: Uint8Array;
  /** Returns true if a code point of 128 or more is kept. */
  keepsBeyondAscii(codePoint: number): boolean;
}

/**
 * `'reference'`: ASCII letters, digits, punctuation, space, tab, newline (97 characters).
 * `'unicode'`: every character but control characters (tab and newline are kept).
 * Any other string: the reference's characters and those in the string.
 */
export type CharsetName = 'reference' | 'unicode' | (string & {});

const TAB = 0x09;

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
