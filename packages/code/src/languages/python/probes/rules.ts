import { isSimpleLine, LONGEST_LINE } from '../../../dependencies/fragments.ts';
import type { DependencyRules } from '../../../dependencies/rules.ts';
import type { Header, OutlinedLine, Source } from '../../../language/source.ts';
import { DELIMITER_TYPES } from '../../../text/delimiter-stack.ts';
import { controlFlow } from '../control-flow.ts';
import { analyzePython } from '../lexer.ts';
import { BUILTINS } from '../names/builtins.ts';
import { wordSet } from '../words.ts';

/** Python's dependencies; a call becomes a subscript, a tuple or list any of the other displays. */
export const rules: DependencyRules = {
  analyze: analyzePython,
  controlFlow,
  isHeader: (text) => /^[^\n#]*:$/.test(text),
  branch: { clause: 'else', line: 'else:' },
  attempt: { head: 'try:', clause: 'except', line: 'except Exception:' },
  isSimple,
  compoundStatements,
  plainKeywords: ['if', 'for', 'while'],
  // No named argument, no splat, no pair.
  elementTypes: wordSet(`attribute binary_operator call dictionary false float identifier integer list none
    string subscript true tuple unary_operator`),
  otherTypes: ({ type }, own) =>
    type === 'arguments' ? ['[]'] : DELIMITER_TYPES.filter((other) => other !== own),
  isFunction: ({ keyword }) => keyword === 'def',
  mayFollowStatement,
  conventional: new Set(['self', 'cls', '_', ...BUILTINS]),
};

function mayFollowStatement(lines: readonly OutlinedLine[], index: number): boolean {
  const { role } = lines[index]!.line;
  return (role === 'statement' || role === 'definition') && lines[index - 1]?.line.role !== 'decorator';
}

const NO_SIMPLE_STATEMENT =
  /^(?:if|for|while|with|try|async|class|def|match|case|type|return|raise|yield|break|continue|pass|import|from|global|nonlocal|del|assert|print|exec)\b/;

/** Returns whether a statement of one line does nothing but compute and assign. */
function isSimple(statement: string): boolean {
  return !/[\n\\;]/.test(statement) && !NO_SIMPLE_STATEMENT.test(statement);
}

const MOST_LINES = 6;

/** Statements of a few lines: headers of one line with blocks of simple statements and no other block inside. */
function compoundStatements(source: Source, keywords: readonly string[]): string[][] {
  const { lines, headers } = source.outline;
  const indexOf = new Map(lines.map(({ line }, index) => [line, index]));
  return headers
    .filter(({ keyword }) => keywords.includes(keyword))
    .flatMap((header) => {
      const lines = readCompound(source, header, indexOf.get(header.line)!);
      return lines === null ? [] : [lines];
    });
}

function readCompound({ text, outline }: Source, header: Header, index: number): string[] | null {
  const { lines } = outline;
  const members = [lines[index]!];
  let clauses = 0;
  for (let next = index + 1; ; next++) {
    const line = lines[next];
    const isClause = line?.indent === header.indent && line.line.role === 'clause';
    if (
      line === undefined ||
      (line.around !== header && !isClause && line.indent.length <= header.indent.length)
    )
      break;
    if (members.length === MOST_LINES) return null;
    if (isClause) clauses++;
    else if (!isSimpleLine(text, line, isSimple)) return null;
    members.push(line);
  }
  const needsClause = header.keyword === 'try';
  if (needsClause !== clauses > 0 || !membersAreWhole(text, members)) return null;
  return members.map(
    ({ line, indent }) => indent.slice(header.indent.length) + text.slice(line.first, line.end).trimEnd(),
  );
}

/** Returns whether each is a line of its own, indented with blanks. */
function membersAreWhole(text: string, members: readonly OutlinedLine[]): boolean {
  return members.every(({ line, indent }) => {
    const statement = text.slice(line.first, line.end);
    return statement.length <= LONGEST_LINE && !/[\n\\]/.test(statement) && /^ *$/.test(indent);
  });
}
