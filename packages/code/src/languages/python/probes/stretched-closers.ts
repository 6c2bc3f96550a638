import { fill } from '../../../dependencies/fill.ts';
import type { Fragment } from '../../../dependencies/fragment.ts';
import type { Candidate } from '../../../language/candidate.ts';
import { applyEdits, type Edit, type StretchedChoice, type StretchedItem } from '../../../language/choice.ts';
import { firstLineToRead, lineIndexAt } from '../../../language/outline.ts';
import type { Source } from '../../../language/source.ts';
import type { ElementList } from '../../../language/syntax.ts';
import { DELIMITER_TYPES, type DelimiterRecord, type DelimiterType } from '../../../text/delimiter-stack.ts';
import { type Fragments, fitAnyBracket } from './fragments.ts';

/** Text before the opener on its logical line is read as well, and must not be long. */
const LONGEST_LEAD = 256;
const LINE_WIDTH = 79;

/**
 * Calls, tuples and lists without brackets in them, inside another such bracket. Further elements are put before the first one, so that
 * the text before the closer is as it was; as the control, before the first element of the bracket around. The mirror image
 * has brackets of another type around the same: a call becomes a subscript, a tuple or list any of the other displays.
 */
export function closerCandidates(source: Source, fragments: Fragments): Candidate[] {
  const { name, text, lexical, syntax, outline } = source;
  const inString = stringTest(source);
  const matched = new Map(
    lexical.delimiters
      .filter(({ fate }) => fate === 'matched')
      .map((delimiter) => [delimiter.opener, delimiter]),
  );
  return nestedLists(syntax.lists).flatMap(({ list, around }): Candidate[] => {
    const delimiter = matched.get(list.opener);
    if (delimiter === undefined || !fitAnyBracket(list) || inString(list.opener)) return [];
    const { opener, end, type } = delimiter;
    const index = lineIndexAt(outline.lines, opener);
    if (/[()[\]{}]/.test(text.slice(opener + 1, end)) || index < 0) return [];
    if (opener - outline.lines[index]!.line.indentStart > LONGEST_LEAD) return [];
    const readFrom = outline.lines[firstLineToRead(outline.lines, index)]!.line.indentStart;
    const place = { name, text, readFrom, delimiter, around: around.opener };
    const others =
      list.type === 'arguments' ? (['[]'] as const) : DELIMITER_TYPES.filter((other) => other !== type);
    return others.map((other) => ({
      document: name,
      opener,
      distance: end - opener,
      group: [type, other].sort().join(' '),
      stretch: (goal, random) => {
        const attractors = [type, other].map((bracket) => fragments.bracketed[bracket]);
        const filler = fill({ plain: fragments.elements, attractors }, goal, 1, random);
        if (filler === null) return null;
        const image = (truth: DelimiterType, flip: DelimiterType) =>
          stretchCloser(place, filler, goal.attractors, truth, flip);
        return [image(type, other), image(other, type)];
      },
    }));
  });
}

/** Where a closer is asked for. */
interface Place {
  readonly name: string;
  readonly text: string;
  readonly readFrom: number;
  readonly delimiter: DelimiterRecord;
  /** The opener around. */
  readonly around: number;
}

function stretchCloser(
  { name, text, readFrom, delimiter: { opener, end, depth }, around }: Place,
  filler: readonly Fragment[],
  attractors: number,
  truth: DelimiterType,
  flip: DelimiterType,
): StretchedItem {
  const third = DELIMITER_TYPES.find((type) => type !== truth && type !== flip)!;
  const choose = (inserted: readonly Edit[], start: number, between: number): StretchedChoice => {
    const edits = [
      ...inserted.filter((edit) => edit.start <= opener),
      { start: opener, end: opener + 1, replacement: truth[0]! },
      ...inserted.filter((edit) => edit.start > opener),
      { start: end, end: end + 1, replacement: truth[1]! },
    ];
    const stretched = applyEdits(text, edits, readFrom, end + 1);
    const at = stretched.length - 1;
    return {
      kind: 'closer',
      document: name,
      text: stretched,
      at,
      alternatives: [truth[1]!, flip[1]!, third[1]!],
      start,
      distance: at - start,
      depth,
      attractors: between,
      opener,
      edits,
    };
  };
  const insertAfter = (bracket: number): Edit => {
    const position = bracket + 1;
    return { start: position, end: position, replacement: layOut(text, position, filler) };
  };
  const before = insertAfter(around);
  return {
    between: choose([insertAfter(opener)], opener - readFrom, attractors),
    before: choose([before], opener - readFrom + before.replacement.length, 0),
  };
}

/** Lists that lie in an element of another one to which further elements may be added, with it. */
function nestedLists(lists: readonly ElementList[]): { list: ElementList; around: ElementList }[] {
  const open: ElementList[] = [];
  return lists.flatMap((list) => {
    const reaches = ({ elements }: ElementList) => (elements.at(-1)?.end ?? 0) > list.opener;
    while (open.length > 0 && !reaches(open.at(-1)!)) open.pop();
    const around = open.at(-1);
    open.push(list);
    return around === undefined || around.type === 'dictionary' ? [] : [{ list, around }];
  });
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
