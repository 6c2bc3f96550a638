import { applyEdits, type Candidate, choiceAt, mirrorImages } from '../language/choice.ts';
import { contextStart, type ElementList, lineIndexAt, type Source } from '../language/source.ts';
import { DELIMITER_TYPES } from '../text/delimiter-stack.ts';
import { stringTest } from '../text/lexical.ts';
import { type Fragment, type Fragments, fill } from './fragments.ts';
import type { DependencyRules } from './rules.ts';

/** Maximum length of the text before the opener on its logical line, which is read as well. */
const LONGEST_LEAD = 256;
const LINE_WIDTH = 79;

/**
 * Returns calls and other lists that contain no brackets, within an element of another list. Further elements are inserted before the
 * first one, so that the text before the closer is unchanged; in the control, before the first element of the outer list. The mirror
 * image has brackets of another type around the same content.
 */
export function closerCandidates(
  source: Source,
  fragments: Fragments,
  { elementTypes, otherTypes }: DependencyRules,
): Candidate[] {
  const { path: document, text, lexical, syntax, outline } = source;
  // Lines may not be broken in a field of a formatted string.
  const inString = stringTest(lexical);
  const matched = new Map(
    lexical.delimiters
      .filter(({ event }) => event === 'matched')
      .map((delimiter) => [delimiter.opener, delimiter]),
  );
  return nestedLists(syntax.lists).flatMap(({ list, around }): Candidate[] => {
    const delimiter = matched.get(list.opener);
    const fits = list.elements.length > 0 && list.elements.every(({ type }) => elementTypes.has(type));
    if (delimiter === undefined || !fits || inString(list.opener)) return [];
    const { opener, end, type } = delimiter;
    const index = lineIndexAt(outline.lines, opener);
    const content = text.slice(opener + 1, end);
    if (/[()[\]{}]/.test(content) || index < 0) return [];
    if (lineIndexAt(outline.lines, around.opener) !== index) return [];
    if (opener - outline.lines[index]!.line.indentStart > LONGEST_LEAD) return [];
    const readFrom = contextStart(outline.lines, index);
    return otherTypes(list, type, content).map((other) => ({
      document,
      opener,
      distance: end - opener,
      group: [type, other].sort().join(' '),
      lengthen: (goal, random) => {
        const attractors = [type, other].map((bracket) => fragments.bracketed[bracket]);
        const filler = fill({ plain: fragments.elements, attractors }, goal, 1, random);
        if (filler === null) return null;
        return mirrorImages((isOwn, isBefore) => {
          const [truth, flip] = isOwn ? [type, other] : [other, type];
          const third = DELIMITER_TYPES.find((one) => one !== type && one !== other)!;
          const position = (isBefore ? around.opener : opener) + 1;
          const inserted = { start: position, end: position, replacement: layOut(text, position, filler) };
          const opening = { start: opener, end: opener + 1, replacement: truth[0]! };
          const closing = { start: end, end: end + 1, replacement: truth[1]! };
          const edits = isBefore ? [inserted, opening, closing] : [opening, inserted, closing];
          const edited = applyEdits(text, edits, readFrom, end + 1);
          return choiceAt(
            { kind: 'closer', document, opener, depth: delimiter.depth },
            {
              text: edited,
              at: edited.length - 1,
              start: opener - readFrom + (isBefore ? inserted.replacement.length : 0),
              alternatives: [truth[1]!, flip[1]!, third[1]!],
              attractors: isBefore ? 0 : goal.attractors,
              edits,
            },
          );
        });
      },
    }));
  });
}

/** Returns lists within an element of another list that can take further elements, each with that outer list. */
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

/** Lays out the elements, each followed by a comma, wrapped as one would by hand. */
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
