import { closerCandidates } from '../../../dependencies/brackets.ts';
import { clauseCandidates, clausePlaces } from '../../../dependencies/clauses.ts';
import {
  collectFragments,
  distinct,
  type Fragment,
  type FragmentPool,
  type Fragments,
  fill,
  fragment,
  headerLines,
  indentLines,
  LONGEST_LINE,
} from '../../../dependencies/fragments.ts';
import { identifierCandidates } from '../../../dependencies/identifiers.ts';
import { quoteCandidate } from '../../../dependencies/quote-pairs.ts';
import { type Candidate, choiceAt, type Family, mirrorImages } from '../../../language/choice.ts';
import { lineIndexAt, type Source } from '../../../language/source.ts';
import { pick } from '../../../random/random.ts';
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

/** First lines of blocks: of `with`, and of all statements that no `except` may follow. */
type Headers = Readonly<Record<'with' | 'plain', readonly string[]>>;

function collectHeaders(sources: readonly Source[]): Headers {
  return {
    with: headerLines(sources, ['with'], rules.isHeader),
    plain: headerLines(sources, ['with', 'if', 'for', 'while'], rules.isHeader),
  };
}

/**
 * Returns candidates for the indentation of a statement's first clause. A second block, whose first line the clause may not follow, is
 * put inside the statement, so that the clause is at the outer of two indentations, or around it, so that it is at the inner. The two
 * are mirror images: the same two first lines in either order, then the same block within both. Further statements are inserted at its
 * beginning; in the control, before both first lines. The distance is measured from the nearer of the two to the clause's line.
 */
function dedentCandidates(source: Source, fragments: Fragments, headers: Headers): Candidate[] {
  return clausePlaces(source, rules).map((place): Candidate => {
    const { document, lead, start, end, indent, unit, head, rest, keyword, header } = place;
    const block = shiftLines(place.block, unit);
    const others = headers[keyword === 'except' || keyword === 'finally' ? 'plain' : 'with'];
    const inner = indent + unit;
    const { first: opener } = header.line;
    const lengthen: Candidate['lengthen'] = (goal, random) => {
      const filler = fill(fragments.statements, goal, inner.length + unit.length, random);
      if (filler === null || others.length === 0) return null;
      const other = pick(random, others);
      return mirrorImages((isOuter, isBefore) => {
        const ahead = isBefore ? indentLines(filler, indent) : '';
        const [first, second] = isOuter ? [head, other] : [other, head];
        const opening = `${ahead}${indent}${first}\n${inner}${second}\n`;
        const read = `${opening}${isBefore ? '' : indentLines(filler, inner + unit)}${block}`;
        const [truth, flip] = isOuter ? [indent, inner] : [inner, indent];
        return choiceAt(
          { kind: 'dedent', document, opener, depth: header.depth },
          {
            text: lead + read + truth + keyword,
            at: lead.length + read.length,
            start: lead.length + opening.length - second.length - 1,
            alternatives: [truth + keyword, flip + keyword],
            attractors: isBefore ? 0 : 2 * goal.attractors,
            edits: [{ start, end, replacement: read + (isOuter ? rest : shiftLines(rest, unit)) }],
          },
        );
      });
    };
    return { document, opener, distance: head.length + block.length, group: keyword, lengthen };
  });
}

/** Indents all nonblank lines further. */
function shiftLines(lines: string, indent: string): string {
  return lines.replace(/^(?=.*\S)/gm, indent);
}
