import { fill } from '../../../dependencies/fill.ts';
import type { Candidate } from '../../../language/candidate.ts';
import { applyEdits, type Choice, type Edit, type StretchedItem } from '../../../language/choice.ts';
import { depthOf, firstLineToRead, lineIndexAt } from '../../../language/outline.ts';
import type { Source } from '../../../language/source.ts';
import type { StringRecord } from '../../../text/lexical.ts';
import type { Fragments } from './fragments.ts';

/**
 * Docstrings of several lines that could be in quotes of either kind; lines of others are put after the first, so that the end is as
 * it was; as the control, as comments before the docstring. The mirror image has the other quotes around the same.
 */
export function quoteCandidates(source: Source, fragments: Fragments): Candidate[] {
  const { name, text, lexical, outline } = source;
  return lexical.strings.flatMap((string): Candidate[] => {
    const index = lineIndexAt(outline.lines, string.start);
    const line = outline.lines[index];
    if (!string.multiLine || !string.terminated || line?.line.first !== string.start) return [];
    const { quoteStart: start, contentEnd: at } = string;
    const content = text.slice(string.contentStart, at);
    const firstBreak = content.indexOf('\n');
    if (firstBreak < 0 || !fitsAnyQuotes(content)) return [];
    const readFrom = outline.lines[firstLineToRead(outline.lines, index)]!.line.indentStart;
    const indent = /^[ \t]*/.exec(content.slice(firstBreak + 1))![0];
    const second = string.contentStart + firstBreak + 1;
    return [
      {
        document: name,
        opener: start,
        distance: at - start,
        group: '',
        stretch: (goal, random) => {
          const filler = fill(fragments.docstringLines, goal, indent.length, random);
          if (filler === null) return null;
          const insert = (position: number, prefix: string): Edit => ({
            start: position,
            end: position,
            replacement: filler.map(({ lines }) => `${prefix}${lines[0]}\n`).join(''),
          });
          const inside = insert(second, indent);
          const comments = insert(line.line.indentStart, `${line.indent}# `);
          const image = (quote: string): StretchedItem => {
            const opening = { start, end: start + 3, replacement: quote.repeat(3) };
            const closing = { start: at, end: at + 3, replacement: quote.repeat(3) };
            const choose = (edits: readonly Edit[]) => {
              const stretched = applyEdits(text, edits, readFrom, string.end);
              const before = edits.slice(0, edits.indexOf(opening));
              const quoteStart = applyEdits(text, before, readFrom, start).length;
              const read = { quoteStart, contentEnd: stretched.length - 3, end: stretched.length };
              return { ...quoteChoice(name, stretched, read, depthOf(line.around)), opener: start, edits };
            };
            return {
              between: choose([opening, inside, closing]),
              before: choose([comments, opening, closing]),
            };
          };
          return [image('"'), image("'")];
        },
      },
    ];
  });
}

function fitsAnyQuotes(content: string): boolean {
  return !/\\|^["']|["']$|"""|'''/.test(content);
}

/**
 * The closing quotes of a string, against as many of the other kind. `attractors` are quotes of the other kind within
 * the string, `depth` the blocks around it.
 */
function quoteChoice(
  document: string,
  text: string,
  { quoteStart: start, contentEnd: at, end }: Pick<StringRecord, 'quoteStart' | 'contentEnd' | 'end'>,
  depth: number,
): Choice {
  const quote = text[start]!;
  const other = quote === '"' ? "'" : '"';
  const count = end - at;
  return {
    kind: 'quote',
    document,
    text,
    at,
    alternatives: [quote.repeat(count), other.repeat(count)],
    start,
    distance: at - start,
    depth,
    attractors: text.slice(start, at).split(other).length - 1,
  };
}
