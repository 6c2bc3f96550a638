import {
  applyEdits,
  type Candidate,
  choiceAt,
  type Edit,
  type Family,
  mirrorImages,
} from '../../../language/choice.ts';
import type { Language } from '../../../language/language.ts';
import {
  contextStart,
  depthOf,
  type ElementList,
  lineIndexAt,
  type Source,
} from '../../../language/source.ts';
import { DELIMITER_TYPES } from '../../../text/delimiter-stack.ts';
import { stringTest } from '../../../text/lexical.ts';
import { clauseCandidates, dedentCandidates } from './clauses.ts';
import { collectFragments, type Fragment, type Fragments, fill, fitAnyBracket } from './fragments.ts';
import { identifierCandidates } from './length-controlled-identifiers.ts';

type CandidatesOf = (source: Source, fragments: Fragments) => Candidate[];

/** Dependencies to which further code can be added: brackets, quotes of docstrings, clauses, their indentation, and names. */
export function lengthControlled(sources: readonly Source[], language: Pick<Language, 'analyze'>): Family[] {
  const fragments = collectFragments(sources, language);
  const family = (nearest: number, candidatesOf: CandidatesOf): Family => ({
    nearest,
    candidates: sources.flatMap((source) => candidatesOf(source, fragments)),
  });
  return [
    family(64, closerCandidates),
    family(128, quoteCandidates),
    family(128, clauseCandidates),
    family(128, dedentCandidates),
    family(64, identifierCandidates),
  ];
}

/**
 * Docstrings of several lines that could be in quotes of either kind. Lines of others are put after the first, so that the end is
 * unchanged; in the control, as comments before the docstring. The mirror image has the other quotes around the same. Attractors are
 * quotes of the other kind.
 */
function quoteCandidates(
  { path: document, text, lexical, outline }: Source,
  fragments: Fragments,
): Candidate[] {
  return lexical.strings.flatMap((string): Candidate[] => {
    const index = lineIndexAt(outline.lines, string.start);
    const line = outline.lines[index];
    if (!string.multiLine || !string.terminated || line?.line.first !== string.start) return [];
    const { quoteStart: opener, contentEnd } = string;
    const content = text.slice(string.contentStart, contentEnd);
    const firstBreak = content.indexOf('\n');
    const fitsAnyQuotes = !/\\|^["']|["']$|"""|'''/.test(content);
    if (firstBreak < 0 || !fitsAnyQuotes) return [];
    const readFrom = contextStart(outline.lines, index);
    const indent = /^[ \t]*/.exec(content.slice(firstBreak + 1))![0];
    const second = string.contentStart + firstBreak + 1;
    const lengthen: Candidate['lengthen'] = (goal, random) => {
      const filler = fill(fragments.docstringLines, goal, indent.length, random);
      if (filler === null) return null;
      const insert = (position: number, prefix: string): Edit => ({
        start: position,
        end: position,
        replacement: filler.map(({ lines }) => `${prefix}${lines[0]}\n`).join(''),
      });
      const inside = insert(second, indent);
      const comments = insert(line.line.indentStart, `${line.indent}# `);
      return mirrorImages((isDouble, isBefore) => {
        const [quote, other] = isDouble ? ['"', "'"] : ["'", '"'];
        const quotes = quote!.repeat(3);
        const opening = { start: opener, end: opener + 3, replacement: quotes };
        const closing = { start: contentEnd, end: contentEnd + 3, replacement: quotes };
        const edits = isBefore ? [comments, opening, closing] : [opening, inside, closing];
        const edited = applyEdits(text, edits, readFrom, string.end);
        const start = applyEdits(text, isBefore ? [comments] : [], readFrom, opener).length;
        const at = edited.length - 3;
        return choiceAt(
          { kind: 'quote', document, opener, depth: depthOf(line.around) },
          {
            text: edited,
            at,
            start,
            alternatives: [quotes, other!.repeat(3)],
            attractors: edited.slice(start, at).split(other!).length - 1,
            edits,
          },
        );
      });
    };
    return [{ document, opener, distance: contentEnd - opener, group: '', lengthen }];
  });
}

/** Maximum length of the text before the opener on its logical line, which is read as well. */
const LONGEST_LEAD = 256;
const LINE_WIDTH = 79;

/**
 * Calls, tuples and lists that contain no brackets, inside another such bracket. Further elements are put before the first one, so that
 * the text before the closer is unchanged; in the control, before the first element of the bracket around. The mirror image has brackets
 * of another type around the same: a call becomes a subscript, a tuple or list any of the other displays.
 */
export function closerCandidates(source: Source, fragments: Fragments): Candidate[] {
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
    if (delimiter === undefined || !fitAnyBracket(list) || inString(list.opener)) return [];
    const { opener, end, type } = delimiter;
    const index = lineIndexAt(outline.lines, opener);
    if (/[()[\]{}]/.test(text.slice(opener + 1, end)) || index < 0) return [];
    if (opener - outline.lines[index]!.line.indentStart > LONGEST_LEAD) return [];
    const readFrom = contextStart(outline.lines, index);
    const others =
      list.type === 'arguments' ? (['[]'] as const) : DELIMITER_TYPES.filter((other) => other !== type);
    return others.map((other) => ({
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
