import type { AnalyzedDocument, StringRecord } from '@longrange/code';

/**
 * Returns true if a string of several lines is really the code between two strings. Once quotes are lost, every later one ends what it was
 * meant to begin and begins what it was meant to end: text and code are inside out until the next slip. The signs are prose next to the
 * string, where code should be, and content that is mostly not prose. Sound code never matches, as it has no prose next to its strings.
 *
 * @param endBefore end of the previous string: nothing before that is next to this one
 */
export function isInsideOut(
  { text, parser }: AnalyzedDocument,
  { start, end }: StringRecord,
  endBefore: number,
): boolean {
  const content = text.slice(start, end);
  if (!LINE_BREAK.test(content)) return false;
  const isProse = parser.language.strings?.multiLine?.isProse;
  if (isProse === undefined) return false;
  if (!isProse(lineBefore(text, start, endBefore)) && !isProse(lineAfter(text, end))) return false;
  const lines = content.split(LINE_BREAK).filter((line) => line.trim() !== '');
  return 2 * lines.filter(isProse).length < lines.length;
}

/** Returns the last nonblank line before `position`, cut off there. */
function lineBefore(text: string, position: number, from: number): string {
  // Trim the start, too: a byte order mark counts as white space there, and would turn a keyword into a name.
  return text
    .slice(Math.max(from, position - FARTHEST), position)
    .trim()
    .split(LINE_BREAK)
    .at(-1)!;
}

/** Returns the first nonblank line after `position`, from there on. */
function lineAfter(text: string, position: number): string {
  return text
    .slice(position, position + FARTHEST)
    .trimStart()
    .split(LINE_BREAK)[0]!;
}

const LINE_BREAK = /\r\n?|\n/;

/** Maximum number of characters to search for a line, and to read of it. */
const FARTHEST = 1000;
