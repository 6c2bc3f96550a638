export const TAB = 9;
export const LINE_FEED = 10;
export const FORM_FEED = 12;
export const CARRIAGE_RETURN = 13;
export const SPACE = 32;
export const DOUBLE_QUOTE = 34;
export const HASH = 35;
export const SINGLE_QUOTE = 39;
export const COLON = 58;
export const SEMICOLON = 59;
export const AT = 64;
export const LETTER_N = 78;
export const BACKSLASH = 92;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;
export const BYTE_ORDER_MARK = 0xfeff;

export const OTHER = 0;
/** Part of a name, a keyword or a number. Every character beyond ASCII counts, as good as all of them are letters. */
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

/** Index into `DELIMITER_TYPES` of one of the six delimiters. */
export function delimiterType(code: number): number {
  return code < 64 ? 0 : code < 96 ? 1 : 2;
}
