import { checkArgument, checkKeys, showControls, showControlsInLine } from '@longrange/errors';
import { format } from '../../document/internal.ts';

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;
const invisible = /[\p{Mark}\u200b-\u200f\u2060]/u;

/** Number of columns that a text without colors takes up in a terminal. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += invisible.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return columns;
}

/** Lines of at most `width` columns. Breaks at spaces, not at no-break spaces; a longer word is cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of clean(text).split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (columnsOf(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = cut(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  if (line !== '') lines.push(line);
  return lines.map(plain);
}

/** Shortens a text to `width` columns, with an ellipsis in place of what is left out. */
export function shorten(text: string, width: number): string {
  const visible = plain(clean(text));
  return columnsOf(visible) <= width ? visible : `${cut(visible, Math.max(1, width - 1))[0]}…`;
}

/** The first candidate that fits, from the fullest to the barest; the last is shortened where even it does not. */
export function firstThatFits(candidates: readonly string[], width: number): string {
  return (
    candidates.find((candidate) => columnsOf(candidate) <= width) ?? shorten(candidates.at(-1) ?? '', width)
  );
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columnsOf(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - columnsOf(text))) + text;
}

/** One line, no control characters: a label must not be able to move the cursor. */
function clean(text: string): string {
  return showControls(text).replace(/[\n\t]+/g, ' ');
}

function cut(word: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && columnsOf(piece + character) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}

const codes = { bold: [1, 22], dim: [2, 22], yellow: [33, 39], cyan: [36, 39] } as const;

/** Colors a text, or leaves it as it is: the caller decides, not the environment. */
export type Paint = (style: keyof typeof codes, text: string) => string;

function painter(color: boolean): Paint {
  return (style, text) => {
    const [on, off] = codes[style];
    return color && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  };
}

/** Options of a rendering for a terminal. */
export interface TerminalOptions {
  readonly color: boolean;
  readonly width: number;
}

/** Checks options. A width is a whole number of columns, at least 20. @throws LongrangeError `ARGUMENT_INVALID` */
export function optionsOf(options: TerminalOptions): { readonly paint: Paint; readonly width: number } {
  checkKeys(options, ['color', 'width']);
  const { color, width } = options;
  checkArgument(Number.isFinite(width) && width >= 0, 'width', 'a number of columns', width);
  return { paint: painter(color), width: Math.max(20, Math.floor(width)) };
}

/** Text with ordinary spaces in place of no-break spaces. */
export function plain(text: string): string {
  return text.replaceAll(format.NO_BREAK_SPACE, ' ');
}

/** Returns a copy with every string on one line and without characters that a terminal acts on. */
export function printable<T>(value: T): T {
  if (typeof value === 'string') return showControlsInLine(value) as T;
  if (Array.isArray(value)) return value.map(printable) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, printable(child)])) as T;
}
