import { firstLineToRead, type Header, type Outline, type OutlinedLine } from '../../../language/outline.ts';
import type { Source } from '../../../language/source.ts';
import { isHeader } from './fragments.ts';

/** A compound statement whose first clause can be stretched, with its block: the parts of its text. */
export interface ClausePlace extends Clause {
  readonly document: string;
  readonly text: string;
  /** Where reading begins, where the statement's first line does, and where it ends. */
  readonly readFrom: number;
  readonly start: number;
  readonly end: number;
  /** The first line, without indentation; whole lines of its block; what comes from the clause on. */
  readonly head: string;
  readonly block: string;
  readonly rest: string;
  /** Clauses that it has. */
  readonly clauses: number;
  /** Of the first line, and by how much its block is further in. */
  readonly indent: string;
  readonly unit: string;
}

export function clausePlaces(source: Source): ClausePlace[] {
  const { name: document, text, outline } = source;
  const { lines } = outline;
  const indexOf = new Map(lines.map(({ line }, index) => [line, index]));
  return findClauses(outline).flatMap((clause): ClausePlace[] => {
    const { header, line } = clause;
    const index = indexOf.get(header.line)!;
    const block = lines[index + 1];
    const { indentStart: start, first, end: headEnd } = header.line;
    const head = text.slice(first, headEnd);
    const blockStart = headEnd + 1;
    const { indentStart: blockEnd } = line.line;
    if (!STATEMENTS.has(header.keyword) || block?.around !== header || !isHeader(head)) return [];
    if (blockEnd === 0 || block.line.indentStart < blockStart || !block.indent.startsWith(header.indent))
      return [];
    const isClause = ({ line: { role }, indent }: OutlinedLine) =>
      role === 'clause' && indent === header.indent;
    let next = indexOf.get(line.line)!;
    let clauses = 0;
    while (
      next < lines.length &&
      (isClause(lines[next]!) || lines[next]!.indent.length > header.indent.length)
    ) {
      if (isClause(lines[next]!)) clauses++;
      next++;
    }
    const end = lines[next]?.line.indentStart ?? text.length;
    return [
      {
        ...clause,
        document,
        text,
        readFrom: lines[firstLineToRead(lines, index)]!.line.indentStart,
        start,
        end,
        head,
        block: text.slice(blockStart, blockEnd),
        rest: text.slice(blockEnd, end),
        clauses,
        indent: header.indent,
        unit: block.indent.slice(header.indent.length),
      },
    ];
  });
}

/** What clauses belong to, by the keyword of its first line. */
const STATEMENTS: ReadonlySet<string> = new Set(['if', 'for', 'while', 'try']);

/** The clauses that may come after a block, by the keyword of its header. */
const NEXT_CLAUSES: Readonly<Record<string, readonly string[]>> = {
  if: ['elif', 'else'],
  elif: ['elif', 'else'],
  for: ['else'],
  while: ['else'],
  try: ['except', 'finally'],
  except: ['except', 'else', 'finally'],
  // Of a `try`, at most; after the `else` of another statement nothing may come, which costs us a pair and no truth.
  else: ['finally'],
};
/** A clause, and the header of the block before it at the same indentation. */
interface Clause {
  readonly line: OutlinedLine;
  readonly header: Header;
  readonly keyword: string;
}

/** `else`, `elif`, `except` and `finally`, whose keyword and indentation are laid down by the block before. */
function findClauses({ lines }: Outline): Clause[] {
  return lines.flatMap((line) => {
    const { keyword } = line;
    const header = headerAt(line.before, line.indent);
    if (line.line.role !== 'clause' || header === null || !mayFollow(header, keyword)) return [];
    return [{ line, header, keyword }];
  });
}

export function mayFollow({ keyword }: Header, clause: string): boolean {
  return NEXT_CLAUSES[keyword]?.includes(clause) ?? false;
}

function headerAt(innermost: Header | null, indent: string): Header | null {
  for (let header = innermost; header !== null; header = header.outer) {
    if (header.indent === indent) return header;
  }
  return null;
}
