import { type Fragment, fill } from '../../../dependencies/fill.ts';
import {
  applyEdits,
  type Candidate,
  type Edit,
  type LengthControlledChoice,
  type LengthControlledItem,
} from '../../../language/choice.ts';
import { contextStart, type ElementList, lineIndexAt, type Source } from '../../../language/source.ts';
import { DELIMITER_TYPES, type DelimiterRecord, type DelimiterType } from '../../../text/delimiter-stack.ts';
import { stringTest } from '../../../text/lexical.ts';
import { type Fragments, fitAnyBracket } from './fragments.ts';

/** Maximum length of the text before the opener on its logical line, which is read as well. */
const LONGEST_LEAD = 256;
const LINE_WIDTH = 79;

/**
 * Calls, tuples and lists that contain no brackets, inside another such bracket. Further elements are put before the first one, so that
 * the text before the closer is unchanged; in the control, before the first element of the bracket around. The mirror image has brackets
 * of another type around the same: a call becomes a subscript, a tuple or list any of the other displays.
 */
export function closerCandidates(source: Source, fragments: Fragments): Candidate[] {
  const { name: document, text, lexical, syntax, outline } = source;
  // Lines may not be broken in a field of a formatted string.
  const inString = stringTest(lexical);
  const matched = new Map(
    lexical.delimiters
      .filter(({ event }) => event === 'matched')
      .map((delimiter) => [delimiter.opener, delimiter]),
  );
  return nestedLists(syntax.lists).flatMap(({ list, around }): Candidate[] => {
    const delimiter = matched.get(list.opener);
    if (delimiter === undefined || !fitAnyBracket(list) || inString(list.opener)) return [];
    const { opener, end, type } = delimiter;
    const index = lineIndexAt(outline.lines, opener);
    if (/[()[\]{}]/.test(text.slice(opener + 1, end)) || index < 0) return [];
    if (opener - outline.lines[index]!.line.indentStart > LONGEST_LEAD) return [];
    const readFrom = contextStart(outline.lines, index);
    const place = { document, text, readFrom, delimiter, around: around.opener };
    const others =
      list.type === 'arguments' ? (['[]'] as const) : DELIMITER_TYPES.filter((other) => other !== type);
    return others.map((other) => ({
      ...{ document, opener, distance: end - opener, group: [type, other].sort().join(' ') },
      lengthen: (goal, random) => {
        const attractors = [type, other].map((bracket) => fragments.bracketed[bracket]);
        const filler = fill({ plain: fragments.elements, attractors }, goal, 1, random);
        if (filler === null) return null;
        const image = (truth: DelimiterType, flip: DelimiterType) =>
          lengthenCloser(place, filler, goal.attractors, truth, flip);
        return [image(type, other), image(other, type)];
      },
    }));
  });
}

interface Place {
  readonly document: string;
  readonly text: string;
  readonly readFrom: number;
  readonly delimiter: DelimiterRecord;
  /** Offset of the opener around. */
  readonly around: number;
}

function lengthenCloser(
  { document, text, readFrom, delimiter: { opener, end, depth }, around }: Place,
  filler: readonly Fragment[],
  attractors: number,
  truth: DelimiterType,
  flip: DelimiterType,
): LengthControlledItem {
  const third = DELIMITER_TYPES.find((type) => type !== truth && type !== flip)!;
  const choose = (bracket: number): LengthControlledChoice => {
    const position = bracket + 1;
    const inserted: Edit = { start: position, end: position, replacement: layOut(text, position, filler) };
    const opening: Edit = { start: opener, end: opener + 1, replacement: truth[0]! };
    const isBefore = position <= opener;
    const edits = [
      ...(isBefore ? [inserted, opening] : [opening, inserted]),
      { start: end, end: end + 1, replacement: truth[1]! },
    ];
    const edited = applyEdits(text, edits, readFrom, end + 1);
    const at = edited.length - 1;
    const start = opener - readFrom + (isBefore ? inserted.replacement.length : 0);
    return {
      ...({ kind: 'closer', document, text: edited, at, start, distance: at - start, depth } as const),
      alternatives: [truth[1]!, flip[1]!, third[1]!],
      attractors: isBefore ? 0 : attractors,
      opener,
      edits,
    };
  };
  return { between: choose(opener), before: choose(around) };
}

/** Lists within an element of another one to which further elements may be added, with that one. */
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

/** The elements, each followed by a comma, wrapped as one would by hand. */
function layOut(text: string, position: number, elements: readonly Fragment[]): string {
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
