const TAB = 9;
const LINE_FEED = 10;
export const FORM_FEED = 12;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
export const HASH = 35;
const SINGLE_QUOTE = 39;
export const COLON = 58;
export const SEMICOLON = 59;
export const AT = 64;
const LETTER_N = 78;
export const BACKSLASH = 92;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;
export const BYTE_ORDER_MARK = 0xfeff;

const OTHER = 0;
/** Part of a name, a keyword or a number. Every character beyond ASCII counts, since nearly all of them are letters. */
export const WORD = 1;
export const BLANK = 2;
export const LINE_BREAK = 3;
export const QUOTE = 4;
export const OPENER = 5;
export const CLOSER = 6;

/** Class of every ASCII character. */
const classes = new Uint8Array(128).fill(OTHER);
for (const character of '0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ') {
  classes[character.charCodeAt(0)] = WORD;
}
for (const code of [TAB, FORM_FEED, SPACE]) classes[code] = BLANK;
for (const code of [LINE_FEED, CARRIAGE_RETURN]) classes[code] = LINE_BREAK;
for (const code of [DOUBLE_QUOTE, SINGLE_QUOTE]) classes[code] = QUOTE;
for (const character of '([{') classes[character.charCodeAt(0)] = OPENER;
for (const character of ')]}') classes[character.charCodeAt(0)] = CLOSER;

/** The class of a UTF-16 code unit. */
export function classOf(code: number): number {
  return code < 128 ? classes[code]! : WORD;
}

/** Length of a line break, 1 or 2; 0 if none begins here. */
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

/** The same in a formatted string, where a backslash does not escape braces, and `\N{…}` names one character. */
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

/** Returns whether a character occurs in names of Unicode characters: a letter, a digit, a space or a hyphen. */
function isNameCharacter(code: number): boolean {
  return code === 32 || code === 45 || (code < 128 && classOf(code) === WORD);
}

/** Returns whether `quote` occurs three times at `position`. */
export function isTripleQuote(text: string, position: number, quote: number): boolean {
  return (
    text.charCodeAt(position) === quote &&
    text.charCodeAt(position + 1) === quote &&
    text.charCodeAt(position + 2) === quote
  );
}

interface StringEnd {
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

/** The end of the token at `start`: strings without fields, comments and words are one token, and so is every other character. */
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
