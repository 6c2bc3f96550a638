import { isSimpleLine, LONGEST_LINE } from '../../../dependencies/fragments.ts';
import type { Header, OutlinedLine, Source } from '../../../language/source.ts';

const NO_SIMPLE_STATEMENT =
  /^(?:if|for|while|with|try|async|class|def|match|case|type|return|raise|yield|break|continue|pass|import|from|global|nonlocal|del|assert|print|exec)\b/;

/** Returns whether a statement of one line does nothing but compute and assign. */
export function isSimple(statement: string): boolean {
  return !/[\n\\;]/.test(statement) && !NO_SIMPLE_STATEMENT.test(statement);
}

const MOST_LINES = 6;

/** Statements of a few lines: headers of one line with blocks of simple statements and no other block inside. */
export function compoundStatements(source: Source, keywords: readonly string[]): string[][] {
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
