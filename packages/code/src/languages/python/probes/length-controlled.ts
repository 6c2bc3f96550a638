import { closerCandidates } from '../../../dependencies/brackets.ts';
import { clauseCandidates } from '../../../dependencies/clauses.ts';
import {
  collectFragments,
  distinct,
  type Fragment,
  type FragmentPool,
  fill,
  fragment,
  LONGEST_LINE,
} from '../../../dependencies/fragments.ts';
import { identifierCandidates } from '../../../dependencies/identifiers.ts';
import {
  applyEdits,
  type Candidate,
  choiceAt,
  type Edit,
  type Family,
  mirrorImages,
} from '../../../language/choice.ts';
import { contextStart, depthOf, lineIndexAt, type Source } from '../../../language/source.ts';
import { collectHeaders, dedentCandidates } from './dedent.ts';
import { rules } from './rules.ts';

/** Dependencies to which further code can be added: brackets, quotes of docstrings, clauses, their indentation, and names. */
export function lengthControlled(sources: readonly Source[]): Family[] {
  const fragments = collectFragments(sources, rules);
  const lines = collectDocstringLines(sources);
  const headers = collectHeaders(sources);
  const family = (nearest: number, candidatesOf: (source: Source) => Candidate[]): Family => ({
    nearest,
    candidates: sources.flatMap(candidatesOf),
  });
  return [
    family(64, (source) => closerCandidates(source, fragments, rules)),
    family(128, (source) => quoteCandidates(source, lines)),
    family(128, (source) => clauseCandidates(source, fragments, rules)),
    family(128, (source) => dedentCandidates(source, fragments, headers)),
    family(64, (source) => identifierCandidates(source, fragments, rules)),
  ];
}

/**
 * Docstrings of several lines that could be in quotes of either kind. Lines of others are put after the first, so that the end is
 * unchanged; in the control, as comments before the docstring. The mirror image has the other quotes around the same. Attractors are
 * quotes of the other kind.
 */
function quoteCandidates(
  { path: document, text, lexical, outline }: Source,
  lines: FragmentPool,
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
      const filler = fill(lines, goal, indent.length, random);
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

/** Lines of docstrings without quotes; attractors contain two quotes of one kind. */
function collectDocstringLines(sources: readonly Source[]): FragmentPool {
  const lines = distinct(sources.flatMap(docstringLines));
  const withQuotes = (single: number, double: number): Fragment[] =>
    lines
      .filter((line) => countOf(line, "'") === single && countOf(line, '"') === double)
      .map((line) => fragment([line]));
  return { plain: withQuotes(0, 0), attractors: [withQuotes(2, 0), withQuotes(0, 2)] };
}

function docstringLines({ text, lexical, outline }: Source): string[] {
  const firsts = new Set(outline.lines.map(({ line }) => line.first));
  return lexical.strings
    .filter(({ start, multiLine, terminated }) => multiLine && terminated && firsts.has(start))
    .flatMap(({ contentStart, contentEnd }) => text.slice(contentStart, contentEnd).split('\n').slice(1, -1))
    .map((line) => line.trim())
    .filter((line) => line.length >= 8 && line.length <= LONGEST_LINE && !/\\|"""|'''/.test(line));
}

function countOf(text: string, character: string): number {
  return text.split(character).length - 1;
}
