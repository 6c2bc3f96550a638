const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
export const QUOTE = 34;
export const APOSTROPHE = 39;
export const SLASH = 47;
export const LESS = 60;
export const GREATER = 62;
const OPEN_BRACKET = 91;
export const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
export const BACKTICK = 96;
export const OPEN_BRACE = 123;
const DOLLAR = 36;

const OTHER = 0;
export const WORD = 1;
export const DIGIT = 2;
export const BLANK = 3;
export const LINE_BREAK = 4;
export const OPENER = 5;
export const CLOSER = 6;

const classes = new Uint8Array(128).fill(OTHER);
const classify = (characters: string, kind: number) => {
  for (const character of characters) classes[character.charCodeAt(0)] = kind;
};
classify('#$_\\abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', WORD);
classify('0123456789', DIGIT);
classify('\t\v\f ', BLANK);
classify('\n\r', LINE_BREAK);
classify('([{', OPENER);
classify(')]}', CLOSER);

const UNICODE_BLANK = /[\ufeff\p{Zs}]/u;

/** The class of a UTF-16 code unit. Beyond ASCII, anything but white space counts as part of a name. */
export function classOf(code: number): number {
  if (code < 128) return classes[code]!;
  if (code === 0x2028 || code === 0x2029) return LINE_BREAK;
  return UNICODE_BLANK.test(String.fromCharCode(code)) ? BLANK : WORD;
}

/** The end of the name, keyword or number whose first character is before `from`. */
export function wordEnd(text: string, from: number): number {
  let end = from;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    const kind = classOf(code);
    // The braces of \u{…} belong to the name.
    if (code === OPEN_BRACE && text.startsWith('\\u', end - 2)) {
      const inBraces = /^\{[\da-fA-F]{1,8}\}/.exec(text.slice(end, end + 10));
      if (inBraces === null) break;
      end += inBraces[0].length - 1;
    } else if ((kind !== WORD && kind !== DIGIT) || code === 35) break;
  }
  return end;
}

const NUMBER = /(?:0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d[\d_]*)?)/iy;

/** The end of the number at `start`, with its suffix. */
export function numberEnd(text: string, start: number): number {
  NUMBER.lastIndex = start;
  return wordEnd(text, NUMBER.test(text) ? NUMBER.lastIndex : start + 1);
}

/** The next line break at or after `from`, or the end of the text. */
export function endOfLine(text: string, from: number): number {
  let end = from;
  while (end < text.length && classOf(text.charCodeAt(end)) !== LINE_BREAK) end++;
  return end;
}

/** Actual or forced end of a string, a regular expression or a part of a template. */
export interface End {
  readonly end: number;
  readonly terminated: boolean;
}

/** The end of the string whose text begins at `from`: its quote, the line break or the text's end. */
export function stringEnd(text: string, from: number, quote: number): End {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return { end: i + 1, terminated: true };
    if (code === LINE_FEED || code === CARRIAGE_RETURN) return { end: i, terminated: false };
    if (code === BACKSLASH) i += text.startsWith('\r\n', i + 1) ? 2 : 1;
  }
  return { end: text.length, terminated: false };
}

/** The end of a string in a tag, which may span lines and has no escapes. */
export function attributeEnd(text: string, from: number, quote: number): End {
  const end = text.indexOf(String.fromCharCode(quote), from);
  return end < 0 ? { end: text.length, terminated: false } : { end: end + 1, terminated: true };
}

/** The end of a template's text from `from` on: after its backtick, or after the `${` of a field. */
export function templateEnd(text: string, from: number): End & { readonly isField: boolean } {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKTICK) return { end: i + 1, terminated: true, isField: false };
    if (code === DOLLAR && text.charCodeAt(i + 1) === OPEN_BRACE)
      return { end: i + 2, terminated: false, isField: true };
    if (code === BACKSLASH) i++;
  }
  return { end: text.length, terminated: false, isField: false };
}

/** The end of the regular expression whose first slash is at `start`, with its flags; it ends with its line at the latest. */
export function regularExpressionEnd(text: string, start: number): number {
  let inClass = false;
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (classOf(code) === LINE_BREAK) return i;
    if (code === BACKSLASH && classOf(text.charCodeAt(i + 1)) !== LINE_BREAK) i++;
    else if (code === OPEN_BRACKET) inClass = true;
    else if (code === CLOSE_BRACKET) inClass = false;
    else if (code === SLASH && !inClass) return wordEnd(text, i + 1);
  }
  return text.length;
}

/** The end of a comment that begins at `start`. */
export function commentEnd(text: string, start: number): number {
  if (text.charCodeAt(start + 1) === SLASH) return endOfLine(text, start);
  const end = text.indexOf('*/', start + 2);
  return end < 0 ? text.length : end + 2;
}

/** The end of the operator or punctuation mark at `start`; in a type every `>` is a token. */
export function operatorEnd(text: string, start: number, inType: boolean): number {
  const first = text[start]!;
  let end = start + 1;
  if (',;:@~#'.includes(first)) return end;
  if (first === '>' && inType) return end;
  if (first === '.') return text.startsWith('...', start) ? start + 3 : end;
  if (first === '?' && text[end] === '.') return /\d/.test(text[end + 1] ?? '') ? end : end + 1;
  if (first === '=' && text[end] === '>') return end + 1;
  const most = first === '>' ? 3 : 2;
  if (first === '!' || first === '=') {
    while (end < start + 3 && text[end] === '=') end++;
    return end;
  }
  while (end < start + most && text[end] === first) end++;
  // `++=` and `--=` are two tokens.
  const isStep = end === start + 2 && (first === '+' || first === '-');
  return text[end] === '=' && !isStep ? end + 1 : end;
}

/** Index into `DELIMITER_TYPES` of braces. */
export const BRACES = 2;
