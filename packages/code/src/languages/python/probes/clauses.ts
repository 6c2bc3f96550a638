import type { Header, Outline, OutlinedLine } from '../../../language/outline.ts';

/** What clauses belong to, by the keyword of its first line. */
export const STATEMENTS: ReadonlySet<string> = new Set(['if', 'for', 'while', 'try']);

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
export interface Clause {
  readonly line: OutlinedLine;
  readonly header: Header;
  readonly keyword: string;
}

/** `else`, `elif`, `except` and `finally`, whose keyword and indentation are laid down by the block before. */
export function findClauses({ lines }: Outline): Clause[] {
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
