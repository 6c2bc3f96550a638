import {
  contextStart,
  type Header,
  type Outline,
  type OutlinedLine,
  type Source,
} from '../../../language/source.ts';
import { mayFollow } from '../control-flow.ts';
import { wordSet } from '../words.ts';
import { isHeader } from './fragments.ts';

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

export function clausePlaces({ name: document, text, outline }: Source): ClausePlace[] {
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
        ...{ ...clause, document, start, end, head, indent },
        lead: text.slice(contextStart(lines, index), start),
        block: text.slice(blockStart, blockEnd),
        rest: text.slice(blockEnd, end),
        clauses: lines.slice(from, next).filter(isClause).length,
        unit: block.indent.slice(indent.length),
      },
    ];
  });
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
