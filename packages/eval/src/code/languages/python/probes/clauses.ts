import { pick } from '../../../../statistics/draw.ts';
import type { RandomStream } from '../../../../statistics/random.ts';
import type { Choice } from '../../../dependencies/choice.ts';
import type { Header, Outline, OutlinedLine } from '../../../dependencies/outline.ts';
import type { Source } from '../../../dependencies/source.ts';

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
/** What to hold a clause against, the first that may not come in its place. */
const RIVALS: Readonly<Record<string, readonly string[]>> = {
  elif: ['except'],
  else: ['except', 'elif'],
  except: ['else', 'elif'],
  finally: ['else', 'elif'],
};

/** A clause, the header of the block before it at the same indentation, and what may not come in its place. */
export interface Clause {
  readonly line: OutlinedLine;
  readonly header: Header;
  readonly keyword: string;
  readonly rival: string;
  /** Other indentations, of blocks that were open, at which the clause may not be. */
  readonly wrongIndents: readonly string[];
}

/**
 * `else`, `elif`, `except` and `finally`, whose keyword and indentation are laid down by the block before: the keyword against
 * one that may not come there, and the right indentation against that of another open block after which the same keyword may not
 * come: a deeper one, where there is any, since most clauses belong to the innermost block that may have them. The rest of
 * the line is the same. Other lines are free to end one block or three.
 *
 * `depth`: blocks around; `attractors`: for the keyword, statements within the block that could take the rival; for the
 * indentation, blocks within it.
 */
export function chooseClauses({ name, text, outline }: Source, random: RandomStream): Choice[] {
  return findClauses(outline).flatMap((clause) => clauseChoices(name, text, outline, clause, random));
}

export function findClauses({ lines }: Outline): Clause[] {
  return lines.flatMap((line) => {
    const { keyword } = line;
    const header = headerAt(line.before, line.indent);
    if (line.line.role !== 'clause' || header === null || !mayFollow(header, keyword)) return [];
    const rival = RIVALS[keyword]?.find((other) => !mayFollow(header, other));
    if (rival === undefined) return [];
    return [{ line, header, keyword, rival, wrongIndents: wrongIndents(line, keyword) }];
  });
}

export function clauseChoices(
  document: string,
  text: string,
  { headers }: Outline,
  { line, header, keyword, rival, wrongIndents }: Clause,
  random: RandomStream,
): Choice[] {
  const within = headers.slice(header.index + 1).filter((inner) => inner.line.first < line.line.first);
  const { indentStart, first } = line.line;
  const start = header.line.first;
  const common = { document, text, start, depth: header.depth };
  const clause: Choice = {
    ...common,
    kind: 'clause',
    at: first,
    alternatives: [keyword, rival],
    distance: first - start,
    attractors: within.filter((inner) => STATEMENTS.has(inner.keyword) && mayFollow(inner, rival)).length,
  };
  if (wrongIndents.length === 0 || indentStart === 0) return [clause];
  const deeper = wrongIndents.filter((indent) => indent.length > line.indent.length);
  const dedent: Choice = {
    ...common,
    kind: 'dedent',
    at: indentStart,
    alternatives: [line.indent + keyword, pick(random, deeper.length > 0 ? deeper : wrongIndents) + keyword],
    distance: first - start,
    attractors: within.length,
  };
  return [dedent, clause];
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

function wrongIndents({ before, indent }: OutlinedLine, keyword: string): string[] {
  const wrong: string[] = [];
  for (let header = before; header !== null; header = header.outer) {
    if (header.indent !== indent && !mayFollow(header, keyword)) wrong.push(header.indent);
  }
  return wrong;
}
