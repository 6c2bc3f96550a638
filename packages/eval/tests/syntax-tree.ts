import type { SyntaxTree } from '@longrange/code';

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
const DEFINITIONS = new Set(['function_definition', 'class_definition']);

interface Ancestor {
  readonly type: string;
  readonly start: number;
  /** Start of its last clause so far. */
  lastClause: number | null;
}

/** Reads from the syntax tree of sound code the records that the lexer and the metrics find without it. */
export function readSyntaxTree(tree: SyntaxTree) {
  /** Clauses and jumps with what they belong to, as `[keyword, start of its owner, start]`. */
  const controlFlow: [string, number, number][] = [];
  /** Offsets of delimiters outside strings and comments, of strings, outer ones first, and of top-level definitions. */
  const tokens = { openers: [], closers: [], strings: [], definitions: [] } as {
    [key in 'openers' | 'closers' | 'definitions']: number[];
  } & { strings: [number, number][] };
  let definitionsAtAllDepths = 0;
  const ancestors: Ancestor[] = [];
  const cursor = tree.walk();
  for (;;) {
    const { nodeType: type, startIndex: start, endIndex: end } = cursor;
    const parent = ancestors.at(-1);
    const [clause, jump] = [CLAUSES.get(type), JUMPS.get(type)];
    if (clause !== undefined && parent !== undefined) {
      controlFlow.push([clause, parent.lastClause ?? parent.start, start]);
      parent.lastClause = start;
    } else if (type === 'case_clause') {
      const match = ancestors.findLast((ancestor) => ancestor.type === 'match_statement')!;
      controlFlow.push(['case', match.start, start]);
    } else if (jump !== undefined) controlFlow.push([jump, targetOf(jump, ancestors), start]);
    else if ('([{'.includes(type)) tokens.openers.push(start);
    else if (')]}'.includes(type)) tokens.closers.push(start);
    else if (type === 'string') tokens.strings.push([start, end]);
    if (DEFINITIONS.has(type) && cursor.nodeIsNamed) definitionsAtAllDepths++;
    const isDefinition = DEFINITIONS.has(type) || type === 'decorated_definition';
    if (isDefinition && ancestors.length === 1) tokens.definitions.push(start);
    if (cursor.gotoFirstChild()) {
      ancestors.push({ type, start, lastClause: null });
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        controlFlow.sort((a, b) => a[2] - b[2]);
        return { tokens, controlFlow, definitionsAtAllDepths };
      }
      ancestors.pop();
    }
  }
}

/** Returns the start of the function that is returned from, or of the loop that is left; −1 if there is none. */
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
