import {
  BACKSLASH,
  BLANK,
  CARRIAGE_RETURN,
  CLOSE_BRACE,
  classOf,
  HASH,
  LETTER_N,
  LINE_BREAK,
  LINE_FEED,
  OPEN_BRACE,
  QUOTE,
  WORD,
} from './characters.ts';

/** 1 or 2 where a line break begins, else 0. */
export function lineBreakLength(text: string, position: number): number {
  const code = text.charCodeAt(position);
  if (code === LINE_FEED) return 1;
  if (code !== CARRIAGE_RETURN) return 0;
  return text.charCodeAt(position + 1) === LINE_FEED ? 2 : 1;
}

/** The next line break at or after `from`, or the end of the text. */
export function endOfLine(text: string, from: number): number {
  let end = from;
  while (end < text.length && classOf(text.charCodeAt(end)) !== LINE_BREAK) end++;
  return end;
}

/** The position after white space, and lines joined by a backslash. */
export function afterBlanks(text: string, from: number): number {
  let end = from;
  for (;;) {
    const code = text.charCodeAt(end);
    if (classOf(code) === BLANK) end++;
    else if (code === BACKSLASH && lineBreakLength(text, end + 1) > 0) end = afterEscape(text, end);
    else return end;
  }
}

/** The position after a backslash and what it escapes. */
export function afterEscape(text: string, backslash: number): number {
  return Math.min(text.length, backslash + 1 + (lineBreakLength(text, backslash + 1) || 1));
}

/** The same in a formatted string, where it does not escape braces, and `\N{…}` is one character's name. */
export function afterFormattedEscape(text: string, backslash: number, raw: boolean): number {
  const next = text.charCodeAt(backslash + 1);
  if (next === OPEN_BRACE || next === CLOSE_BRACE) return backslash + 1;
  if (raw || next !== LETTER_N || text.charCodeAt(backslash + 2) !== OPEN_BRACE) {
    return afterEscape(text, backslash);
  }
  let end = backslash + 3;
  while (end < text.length && isNameCharacter(text.charCodeAt(end))) end++;
  return text.charCodeAt(end) === CLOSE_BRACE ? end + 1 : end;
}

/** Characters of a Unicode character's name: letters, digits, space, hyphen. */
function isNameCharacter(code: number): boolean {
  return code === 32 || code === 45 || (code < 128 && classOf(code) === WORD);
}

/** Whether `quote` is there three times at `position`. */
export function isTripleQuote(text: string, position: number, quote: number): boolean {
  return (
    text.charCodeAt(position) === quote &&
    text.charCodeAt(position + 1) === quote &&
    text.charCodeAt(position + 2) === quote
  );
}

export interface StringEnd {
  readonly end: number;
  readonly terminated: boolean;
}

/** The end of a triple-quoted string whose text begins at `from`. */
export function findTripleEnd(text: string, from: number, quote: number): StringEnd {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === quote && isTripleQuote(text, i, quote)) return { end: i + 3, terminated: true };
  }
  return { end: text.length, terminated: false };
}

/** The end of a single-quoted string whose text begins at `from`: its quote, the line break or the text's end. */
export function findSingleEnd(text: string, from: number, quote: number): StringEnd {
  let i = from;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i = afterEscape(text, i);
    else if (code === quote) return { end: i + 1, terminated: true };
    else if (classOf(code) === LINE_BREAK) return { end: i, terminated: false };
    else i++;
  }
  return { end: text.length, terminated: false };
}

/** The end of the token at `start`: strings without fields, comments and words are whole, every other character is one. */
export function tokenEnd(text: string, start: number): number {
  const code = text.charCodeAt(start);
  const kind = classOf(code);
  if (code === HASH) return endOfLine(text, start);
  if (kind === QUOTE) {
    return isTripleQuote(text, start, code)
      ? findTripleEnd(text, start + 3, code).end
      : findSingleEnd(text, start + 1, code).end;
  }
  let end = start + 1;
  if (kind === WORD) while (end < text.length && classOf(text.charCodeAt(end)) === WORD) end++;
  return end;
}
