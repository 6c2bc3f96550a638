import type { SyntaxTree } from '@longrange/code';

/** A clause or a jump of sound code with where it belongs to, as `[keyword, start of that, start]`. */
export type SyntaxDependency = readonly [string, number, number];

const CLAUSES = new Map([
  ['elif_clause', 'elif'],
  ['else_clause', 'else'],
  ['except_clause', 'except'],
  ['finally_clause', 'finally'],
]);
const JUMPS = new Map([
  ['return_statement', 'return'],
  ['break_statement', 'break'],
  ['continue_statement', 'continue'],
]);
const LOOPS = new Set(['for_statement', 'while_statement']);

interface Ancestor {
  readonly type: string;
  readonly start: number;
  /** Start of its last clause so far. */
  lastClause: number | null;
}

/** What metric 4 finds in sound code by indents and keywords, found in the syntax tree instead; sorted by place. */
export function readSyntaxControlFlow(tree: SyntaxTree): SyntaxDependency[] {
  const found: SyntaxDependency[] = [];
  const ancestors: Ancestor[] = [];
  const cursor = tree.walk();
  for (;;) {
    const { nodeType: type, startIndex: start } = cursor;
    const parent = ancestors.at(-1);
    const clause = CLAUSES.get(type);
    const jump = JUMPS.get(type);
    if (clause !== undefined && parent !== undefined) {
      found.push([clause, parent.lastClause ?? parent.start, start]);
      parent.lastClause = start;
    } else if (type === 'case_clause') {
      found.push([
        'case',
        ancestors.findLast((ancestor) => ancestor.type === 'match_statement')!.start,
        start,
      ]);
    } else if (jump !== undefined) found.push([jump, targetOf(jump, ancestors), start]);
    if (cursor.gotoFirstChild()) {
      ancestors.push({ type, start, lastClause: null });
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return found.sort((a, b) => a[2] - b[2]);
      ancestors.pop();
    }
  }
}

/** Start of the function that is returned from or of the loop that is left; −1 where there is none. */
function targetOf(jump: string, ancestors: readonly Ancestor[]): number {
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const { type, start } = ancestors[i]!;
    if (type === 'class_definition') return -1;
    if (type === 'function_definition') return jump === 'return' ? start : -1;
    if (jump === 'return' || !LOOPS.has(type)) continue;
    if (ancestors[i + 1]?.type !== 'else_clause') return start;
  }
  return -1;
}
