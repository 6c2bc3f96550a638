import type { OutlinedLine } from '../../../language/outline.ts';
import { firstLineToRead } from '../../../language/outline.ts';
import type { Source } from '../../../language/source.ts';
import { type Clause, findClauses, STATEMENTS } from './clauses.ts';
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
