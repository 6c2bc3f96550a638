import { closerCandidates } from '../../../dependencies/brackets.ts';
import { clauseCandidates } from '../../../dependencies/clauses.ts';
import {
  collectFragments,
  distinct,
  type Fragment,
  type FragmentPool,
  fragment,
  LONGEST_LINE,
} from '../../../dependencies/fragments.ts';
import { identifierCandidates } from '../../../dependencies/identifiers.ts';
import { quoteCandidate } from '../../../dependencies/quote-pairs.ts';
import type { Candidate, Family } from '../../../language/choice.ts';
import { lineIndexAt, type Source } from '../../../language/source.ts';
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
 * Docstrings of several lines that could have either kind of quotes. Lines of others are inserted after the first line, so that the end
 * is unchanged. Attractors are quotes of the other kind.
 */
function quoteCandidates(source: Source, pool: FragmentPool): Candidate[] {
  const { text, lexical, outline } = source;
  return lexical.strings.flatMap((string): Candidate[] => {
    const { line } = outline.lines[lineIndexAt(outline.lines, string.start)] ?? {};
    if (!string.multiLine || !string.terminated || line?.first !== string.start) return [];
    const content = text.slice(string.contentStart, string.contentEnd);
    const firstBreak = content.indexOf('\n');
    const fitsAnyQuotes = !/\\|^["']|["']$|"""|'''/.test(content);
    if (firstBreak < 0 || !fitsAnyQuotes) return [];
    const prefix = /^[ \t]*/.exec(content.slice(firstBreak + 1))![0];
    const inside = { at: string.contentStart + firstBreak + 1, prefix, suffix: '\n' };
    return [quoteCandidate(source, string, pool, inside, '# ')];
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
