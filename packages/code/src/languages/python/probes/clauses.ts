import { type Candidate, choiceAt, mirrorImages } from '../../../language/choice.ts';
import {
  contextStart,
  type Header,
  type Outline,
  type OutlinedLine,
  type Source,
} from '../../../language/source.ts';
import { pick } from '../../../random/random.ts';
import { mayFollow } from '../control-flow.ts';
import { wordSet } from '../words.ts';
import { type Fragments, fill, indentLines, isHeader, shiftLines } from './fragments.ts';

/** A compound statement and its first clause, with the parts of its text. */
interface ClausePlace extends Clause {
  readonly document: string;
  /** Text before the statement, as far as it is read. */
  readonly lead: string;
  /** Offsets of the statement's first line and of its end. */
  readonly start: number;
  readonly end: number;
  /** The first line, without indentation. */
  readonly head: string;
  /** Whole lines of its block. */
  readonly block: string;
  /** The text from the clause on. */
  readonly rest: string;
  /** Number of clauses. */
  readonly clauses: number;
  /** Indentation of the first line. */
  readonly indent: string;
  /** Further indentation of its block. */
  readonly unit: string;
}

const STATEMENTS = wordSet('if for while try');

export function clausePlaces({ path: document, text, outline }: Source): ClausePlace[] {
  const { lines } = outline;
  const indexOf = new Map(lines.map(({ line }, index) => [line, index]));
  return findClauses(outline).flatMap((clause): ClausePlace[] => {
    const { header, line } = clause;
    const { indent } = header;
    const { indentStart: start, first, end: headEnd } = header.line;
    const index = indexOf.get(header.line)!;
    const block = lines[index + 1];
    const head = text.slice(first, headEnd);
    const blockStart = headEnd + 1;
    const { indentStart: blockEnd } = line.line;
    if (!STATEMENTS.has(header.keyword) || block?.around !== header || !isHeader(head)) return [];
    if (blockEnd === 0 || block.line.indentStart < blockStart || !block.indent.startsWith(indent)) return [];
    const isClause = (one: OutlinedLine) => one.line.role === 'clause' && one.indent === indent;
    const from = indexOf.get(line.line)!;
    let next = from;
    while (next < lines.length && (isClause(lines[next]!) || lines[next]!.indent.length > indent.length))
      next++;
    const end = lines[next]?.line.indentStart ?? text.length;
    return [
      {
        ...clause,
        document,
        start,
        end,
        head,
        indent,
        lead: text.slice(contextStart(lines, index), start),
        block: text.slice(blockStart, blockEnd),
        rest: text.slice(blockEnd, end),
        clauses: lines.slice(from, next).filter(isClause).length,
        unit: block.indent.slice(indent.length),
      },
    ];
  });
}

/** Returns whether it has one clause only, `else` after an `if` or `except` after a `try`, where the other may not come. */
export function isExclusive({ header, keyword, clauses }: ClausePlace): boolean {
  return clauses === 1 && /^(?:if else|try except)$/.test(`${header.keyword} ${keyword}`);
}

/** A clause, and the header of the block before it at the same indentation. */
interface Clause {
  readonly line: OutlinedLine;
  readonly header: Header;
  readonly keyword: string;
}

/** `else`, `elif`, `except` and `finally`, whose keyword and indentation the block before determines. */
function findClauses({ lines }: Outline): Clause[] {
  return lines.flatMap((line) => {
    const { keyword } = line;
    let header = line.before;
    while (header !== null && header.indent !== line.indent) header = header.outer;
    if (line.line.role !== 'clause' || header === null || !mayFollow(header, keyword)) return [];
    return [{ line, header, keyword }];
  });
}

/** First word of a statement, after `async`. */
export function firstWord(text: string, first: number): string {
  const pattern = /(?:async[ \t]+)?([A-Za-z_]\w*)/y;
  pattern.lastIndex = first;
  return pattern.exec(text)?.[1] ?? '';
}

/**
 * The keyword of a statement's only clause: `else` after an `if`, `except` after a `try`, where the other may not come. Further
 * statements are put at the beginning of the block, so that its end is unchanged; in the control, before the statement. The mirror
 * image has the other first line before the same block. Attractors are small `if` and `try` statements.
 */
export function clauseCandidates(source: Source, fragments: Fragments): Candidate[] {
  return clausePlaces(source).flatMap((place): Candidate[] => {
    const { document, lead, start, end, indent, unit, block, rest, header } = place;
    const clauseLine = rest.split('\n', 1)[0]!;
    if (!isExclusive(place) || !clauseLine.endsWith(':')) return [];
    const { first: opener } = header.line;
    const isIf = header.keyword === 'if';
    const lengthen: Candidate['lengthen'] = (goal, random) => {
      const filler = fill(fragments.statements, goal, indent.length + unit.length, random);
      if (filler === null || fragments.headers.if.length === 0) return null;
      const condition = isIf ? place.head : pick(random, fragments.headers.if);
      const handler = isIf ? 'except Exception:' : clauseLine.slice(indent.length);
      return mirrorImages((isBranch, isBefore) => {
        const [head, clause] = isBranch ? [condition, 'else:'] : ['try:', handler];
        const ahead = isBefore ? indentLines(filler, indent) : '';
        const inside = isBefore ? '' : indentLines(filler, indent + unit);
        const read = `${ahead}${indent}${head}\n${inside}${block}${indent}`;
        const [truth, flip] = isBranch ? ['else', 'except'] : ['except', 'else'];
        return choiceAt(
          { kind: 'clause', document, opener, depth: header.depth },
          {
            text: lead + read + truth,
            at: lead.length + read.length,
            start: lead.length + ahead.length + indent.length,
            alternatives: [truth!, flip!],
            attractors: isBefore ? 0 : goal.attractors,
            edits: [{ start, end, replacement: read + clause + rest.slice(clauseLine.length) }],
          },
        );
      });
    };
    const distance = place.head.length + block.length;
    return [{ document, opener, distance, group: header.keyword, lengthen }];
  });
}

/**
 * The indentation of a statement's first clause. A second block is put around or inside the statement, one whose first line the clause
 * may not follow: where it is inside, the clause is at the outer of the two indentations, where it is around, at the inner. These two
 * are each other's mirror image: the same two first lines in either order, then the same block within both. Further statements are put
 * at its beginning; in the control, before both first lines. The distance is that from the nearer of the two to the clause's line.
 */
export function dedentCandidates(source: Source, fragments: Fragments): Candidate[] {
  return clausePlaces(source).map((place): Candidate => {
    const { document, lead, start, end, indent, unit, head, rest, keyword, header } = place;
    const block = shiftLines(place.block, unit);
    const others = fragments.headers[keyword === 'except' || keyword === 'finally' ? 'plain' : 'with'];
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
