/**
 * What a terminal or a browser acts on instead of showing it: control characters (with ESC the whole control of a terminal), formatting
 * ones (directions that make text look different from what it is, widths of nothing), separators of lines, halves of pairs.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * A text in which all that is invisible is to be seen: `␛` for ESC, and so on for the other ASCII controls, `\u202e` for the
 * rest. Line breaks and tabs stay.
 */
export function showControls(text: string): string {
  return text.replace(INVISIBLE, (character) =>
    character === '\n' || character === '\t' ? character : visible(character),
  );
}

/** The same in one line: a line break is `␊`, a tab `␉`. */
export function showControlsInLine(text: string): string {
  return text.replace(INVISIBLE, visible);
}

function visible(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  const hexadecimal = code.toString(16);
  return code > 0xffff ? `\\u{${hexadecimal}}` : `\\u${hexadecimal.padStart(4, '0')}`;
}
