import type { AnalysedDocument, StringRecord } from '@longrange/code';

/**
 * Whether a string of several lines is the code between two strings: where its quotes were lost, each that follows ends what it
 * was meant to begin, and begins what it was meant to end, and text and code are inside out to the next slip. So it is if there is prose next to it where
 * code should be, while most of what it holds is no prose. Never so in code that is sound, with no prose next to it, whatever its
 * strings hold.
 *
 * @param endBefore where the string before it ended: what comes before that is not next to this one
 */
export function isInsideOut(
  { text, parser }: AnalysedDocument,
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

/** The last line before `position` with anything in it, as far as it goes. */
function lineBefore(text: string, position: number, from: number): string {
  // Trimmed at its start, too: a byte order mark counts as white space there, and would make a name of a keyword.
  return text
    .slice(Math.max(from, position - FARTHEST), position)
    .trim()
    .split(LINE_BREAK)
    .at(-1)!;
}

/** The first line after `position` with anything in it, from there on. */
function lineAfter(text: string, position: number): string {
  return text
    .slice(position, position + FARTHEST)
    .trimStart()
    .split(LINE_BREAK)[0]!;
}

const LINE_BREAK = /\r\n?|\n/;

/** Lines that are further away, or longer, are not looked at. */
const FARTHEST = 1000;
