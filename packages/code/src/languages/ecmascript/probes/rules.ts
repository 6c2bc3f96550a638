import { isSimpleLine } from '../../../dependencies/fragments.ts';
import type { DependencyRules } from '../../../dependencies/rules.ts';
import type { OutlinedLine, Source } from '../../../language/source.ts';
import { controlFlow } from '../control-flow.ts';
import { analyzeEcmascript } from '../lexer.ts';
import { wordSet } from '../words.ts';

/** Dependencies of JavaScript and TypeScript: a call becomes a subscript, an array a sequence in parentheses. */
export const rules: DependencyRules = {
  analyze: (text, options) => analyzeEcmascript(text, options, true),
  controlFlow,
  isHeader: (text) => /^[^\n]*\{$/.test(text) && !/\/[/*]/.test(text),
  branch: { clause: 'else', line: 'else {' },
  attempt: { head: 'try {', clause: 'catch', line: 'catch (error) {' },
  isSimple,
  compoundStatements,
  plainKeywords: ['if', 'for', 'while'],
  elementTypes:
    wordSet(`identifier member_expression subscript_expression call_expression number string true false
    null undefined this binary_expression unary_expression array`),
  // Neither may end with a comma, or have holes.
  otherTypes: ({ type }, _, content) =>
    /,\s*(?:,|$)/.test(content) ? [] : type === 'arguments' ? ['[]'] : ['()'],
  isFunction: ({ line }) => line.keyword === 'function',
  mayFollowStatement,
  conventional: new Set(['_']),
};

const NO_SIMPLE =
  /^(?:(?:await|break|case|continue|debugger|default|export|import|return|super|throw|yield)\b|[\w$]+\s+[\w$#[])|=>|[:{`\n\\]|\/[/*]|;./;

/** Returns whether a statement computes and assigns, begins with a word, and ends with a semicolon. A declaration might occur twice. */
function isSimple(statement: string): boolean {
  return /^[\w$].*;$/.test(statement) && !NO_SIMPLE.test(statement);
}

const MOST_LINES = 6;

/** Headers that begin a line of text, with lines of simple statements, clauses of a `try` and the brace below. */
function compoundStatements({ text, outline: { lines } }: Source, keywords: readonly string[]): string[][] {
  const simple = new Map(lines.map((line) => [line.line.indentStart, line]));
  return lines.flatMap(({ line, indent, keyword }): string[][] => {
    if (!keywords.includes(keyword) || line.role !== 'statement' || !line.opensBlock) return [];
    if (line.first - line.indentStart !== indent.length || text[line.end] !== '\n') return [];
    const found: string[] = [];
    let start = line.indentStart;
    for (let clauses = 0; found.length < MOST_LINES; ) {
      const end = text.indexOf('\n', start);
      if (end < 0) return [];
      const own = text.slice(start + indent.length, end);
      const member = simple.get(start);
      const isInside = text.startsWith(indent, start) && member && isSimpleLine(text, member, isSimple);
      if (own === '}') return (keyword === 'try') === clauses > 0 ? [[...found, own]] : [];
      if (/^\} (?:catch|finally)\b.*\{$/.test(own)) clauses++;
      else if (found.length > 0 && !isInside) return [];
      found.push(own);
      start = end + 1;
    }
    return [];
  });
}

/** Returns whether a line begins a statement, or a member of the module, on a line of text of its own. */
function mayFollowStatement(lines: readonly OutlinedLine[], index: number): boolean {
  const { line, indent, level, around } = lines[index]!;
  const before = lines[index - 1];
  const isBody = before !== undefined && before.level < level && !before.line.opensBlock;
  const isFirst = line.first - line.indentStart === indent.length;
  const isMember = around?.keyword === 'class' || around?.keyword === 'switch';
  return (line.role === 'statement' || line.role === 'definition') && isFirst && !isBody && !isMember;
}
