import { fill } from '../../../dependencies/fill.ts';
import {
  applyEdits,
  type Candidate,
  type Edit,
  type Family,
  type LengthControlledChoice,
  type LengthControlledItem,
} from '../../../language/choice.ts';
import type { Language } from '../../../language/language.ts';
import { contextStart, depthOf, lineIndexAt, type Source } from '../../../language/source.ts';
import { collectFragments, type Fragments } from './fragments.ts';
import { clauseCandidates, dedentCandidates } from './length-controlled-clauses.ts';
import { closerCandidates } from './length-controlled-closers.ts';
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
  { name: document, text, lexical, outline }: Source,
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
    return [
      {
        ...{ document, opener, distance: contentEnd - opener, group: '' },
        lengthen: (goal, random) => {
          const filler = fill(fragments.docstringLines, goal, indent.length, random);
          if (filler === null) return null;
          const insert = (position: number, prefix: string): Edit => ({
            start: position,
            end: position,
            replacement: filler.map(({ lines }) => `${prefix}${lines[0]}\n`).join(''),
          });
          const inside = insert(second, indent);
          const comments = insert(line.line.indentStart, `${line.indent}# `);
          const image = (quote: string, other: string): LengthControlledItem => {
            const quotes = quote.repeat(3);
            const opening = { start: opener, end: opener + 3, replacement: quotes };
            const closing = { start: contentEnd, end: contentEnd + 3, replacement: quotes };
            const choose = (...edits: readonly Edit[]): LengthControlledChoice => {
              const edited = applyEdits(text, edits, readFrom, string.end);
              const before = edits.slice(0, edits.indexOf(opening));
              const start = applyEdits(text, before, readFrom, opener).length;
              const at = edited.length - 3;
              return {
                ...({ kind: 'quote', document, text: edited, at, start, distance: at - start } as const),
                alternatives: [quotes, other.repeat(3)],
                depth: depthOf(line.around),
                attractors: edited.slice(start, at).split(other).length - 1,
                opener,
                edits,
              };
            };
            return { between: choose(opening, inside, closing), before: choose(comments, opening, closing) };
          };
          return [image('"', "'"), image("'", '"')];
        },
      },
    ];
  });
}
