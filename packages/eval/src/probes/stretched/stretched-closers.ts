import type { DelimiterRecord, DelimiterType } from '../../languages/delimiter-stack.ts';
import type { Language } from '../../languages/language.ts';
import type { RandomStream } from '../../statistics/random.ts';
import { applyEdits, type StretchedChoice } from '../choices/choice.ts';
import { closerChoice } from '../choices/closers.ts';
import { lineIndexAt } from '../choices/outline.ts';
import type { Source } from '../choices/source.ts';
import { fill } from './fill.ts';
import type { Fragment, Fragments } from './fragments.ts';
import { type Candidate, firstLineToRead } from './stretch.ts';

/** Text before the opener on its logical line is read as well, and must not be long. */
const LONGEST_LEAD = 256;
const LINE_WIDTH = 79;

/**
 * Calls, lists, tuples and dictionaries with at least one element and no attractor; further elements are put before the first,
 * so that what stands before the closer is as it was. Groups: the type of bracket; varieties: its depth.
 */
export function closerCandidates(source: Source, fragments: Fragments, language: Language): Candidate[] {
  const { text, lexical, syntax, outline } = source;
  const listAt = new Map(syntax.lists.map((list) => [list.opener, list]));
  const inString = stringTest(source);
  return lexical.delimiters.flatMap((delimiter) => {
    const { opener, type, fate, end, depth, attractors } = delimiter;
    const elements = listAt.get(opener)?.elements.length ?? 0;
    const index = lineIndexAt(outline.lines, opener);
    if (fate !== 'matched' || attractors > 0 || elements === 0 || index < 0 || inString(opener)) return [];
    if (opener - outline.lines[index]!.line.indentStart > LONGEST_LEAD) return [];
    const readFrom = outline.lines[firstLineToRead(outline.lines, index)]!.line.indentStart;
    const pool = fragments.elements[type];
    return {
      distance: end - opener,
      group: type,
      variety: String(Math.min(depth, 3)),
      stretch: (goal, random) => {
        const chosen = fill(pool, goal, 1, random);
        if (chosen === null) return null;
        const inserted = layOut(text, opener + 1, chosen);
        return stretchCloser(source, delimiter, readFrom, inserted, language, random);
      },
    } satisfies Candidate;
  });
}

/** The choice, if the lexer still finds the opener closed where it was. */
function stretchCloser(
  { name, text }: Source,
  { opener, end, type }: DelimiterRecord,
  readFrom: number,
  inserted: string,
  language: Language,
  random: RandomStream,
): StretchedChoice[] | null {
  const edits = [{ start: opener + 1, end: opener + 1, replacement: inserted }];
  const stretched = applyEdits(text, edits, readFrom, end + 1);
  const start = opener - readFrom;
  const at = end - readFrom + inserted.length;
  const found = language
    .analyse(stretched, { cut: true })
    .delimiters.find((delimiter) => delimiter.opener === start);
  if (!isMatchedAt(found, type, at)) return null;
  return [{ ...closerChoice(name, stretched, found, random), edits }];
}

function isMatchedAt(
  found: DelimiterRecord | undefined,
  type: DelimiterType,
  at: number,
): found is DelimiterRecord {
  return found !== undefined && found.type === type && found.fate === 'matched' && found.end === at;
}

/** The elements, separated and followed by commas, wrapped as one would by hand. */
export function layOut(text: string, position: number, elements: readonly Fragment[]): string {
  const lineStart = text.lastIndexOf('\n', position - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart, position))![0];
  const wrap = `\n${indent}    `;
  let column = position - lineStart;
  let inserted = '';
  for (const element of elements) {
    const piece = `${element.lines[0]},`;
    const space = inserted === '' ? '' : ' ';
    if (column + space.length + piece.length > LINE_WIDTH && inserted !== '') {
      inserted += wrap + piece;
      column = wrap.length - 1 + piece.length;
    } else {
      inserted += space + piece;
      column += space.length + piece.length;
    }
  }
  if (/\s/.test(text[position] ?? '')) return inserted;
  const lineEnd = text.indexOf('\n', position);
  const restOfLine = (lineEnd < 0 ? text.length : lineEnd) - position;
  return inserted + (column + 1 + restOfLine > LINE_WIDTH ? wrap : ' ');
}

/** Whether an offset lies in a string, as the fields of formatted strings do, where no line may be broken. */
function stringTest({ lexical }: Source): (offset: number) => boolean {
  const strings = [...lexical.strings].sort((a, b) => a.start - b.start);
  let furthest = 0;
  const ends = strings.map(({ end }) => {
    furthest = Math.max(furthest, end);
    return furthest;
  });
  return (offset) => {
    let low = 0;
    let high = strings.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (strings[middle]!.start <= offset) low = middle + 1;
      else high = middle;
    }
    return low > 0 && ends[low - 1]! > offset;
  };
}
