import type { Layout } from '../language/language.ts';
import type { LexicalAnalysis, LogicalLine } from '../text/lexical.ts';

/** A statement of the top level, with its decorators, clauses and block, up to where the next one begins. */
export interface TopLevelStatement {
  readonly start: number;
  end: number;
  /** A function or a class, decorated or not. */
  readonly isDefinition: boolean;
}

/**
 * Divides a text into its top-level statements by the lexer's logical lines, so that a broken one does
 * not change where its neighbours begin. What comes before the first statement belongs to none. Without layout every logical line begins one.
 */
export function topLevelStatements(
  lexical: LexicalAnalysis,
  textLength: number,
  layout: Layout | undefined,
): TopLevelStatement[] {
  const isTopLevel = ({ first, indentStart }: LogicalLine) => layout === undefined || first === indentStart;
  const statements: TopLevelStatement[] = [];
  let decorated = false;
  for (const line of lexical.lines) {
    const current = statements.at(-1);
    if (current === undefined || (isTopLevel(line) && !decorated && isBeginning(line))) {
      if (current !== undefined) current.end = line.first;
      const isDefinition = line.role === 'definition' || line.role === 'decorator';
      statements.push({ start: line.first, end: textLength, isDefinition });
      decorated = line.role === 'decorator';
    } else if (isTopLevel(line)) {
      decorated &&= line.role === 'decorator';
    }
  }
  return statements;
}

function isBeginning({ role }: LogicalLine): boolean {
  return role !== 'clause' && role !== 'unknown';
}
