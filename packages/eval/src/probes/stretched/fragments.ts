import type { DelimiterType } from '../../languages/delimiter-stack.ts';
import type { Language } from '../../languages/language.ts';
import type { Header, OutlinedLine } from '../choices/outline.ts';
import type { Source } from '../choices/source.ts';
import type { ElementList } from '../choices/syntax.ts';

/** A piece of real code that may stand between two ends. */
export interface Fragment {
  /** Lines without their common indentation, without a line break at the end. */
  readonly lines: readonly string[];
  /** Of text and line breaks. */
  readonly length: number;
}

/** Fragments without any opener at all, and such with exactly one, which is of another type. */
export interface FragmentPool {
  readonly plain: readonly Fragment[];
  readonly attractors: readonly Fragment[];
}

export interface Fragments {
  /** Elements that may stand in a bracket of this type. */
  readonly elements: Readonly<Record<DelimiterType, FragmentPool>>;
  /** Lines of docstrings that are closed by this quote; attractors hold one or two quotes of the other kind. */
  readonly docstringLines: Readonly<Record<'"' | "'", FragmentPool>>;
  readonly statements: readonly Fragment[];
  /** Small `if`, `for` and `while` statements without clauses, and small `try` statements with theirs. */
  readonly compound: { readonly branch: readonly Fragment[]; readonly try: readonly Fragment[] };
}

/** Collects fragments from documents, each text once. */
export function collectFragments(sources: readonly Source[], language: Language): Fragments {
  const elements = (types: readonly ElementList['type'][], type: DelimiterType): FragmentPool =>
    poolElements(sources, types, type, language);
  const lines = sources.flatMap(docstringLines);
  return {
    elements: {
      '()': elements(['arguments', 'tuple'], '()'),
      '[]': elements(['list', 'tuple'], '[]'),
      '{}': elements(['dictionary'], '{}'),
    },
    docstringLines: { '"': poolLines(lines, '"'), "'": poolLines(lines, "'") },
    statements: distinct(sources.flatMap(simpleStatements)).map((text) => fragment([text])),
    compound: {
      branch: sources.flatMap((source) => compoundStatements(source, ['if', 'for', 'while'])),
      try: sources.flatMap((source) => compoundStatements(source, ['try'])),
    },
  };
}

const ELEMENT_LENGTH = 48;
/** What may stand anywhere between commas; an element of a call must not be a named argument or a splat. */
const ELEMENT_TYPES = new Set([
  'attribute',
  'binary_operator',
  'call',
  'dictionary',
  'false',
  'float',
  'identifier',
  'integer',
  'list',
  'none',
  'pair',
  'string',
  'subscript',
  'true',
  'tuple',
  'unary_operator',
]);

function poolElements(
  sources: readonly Source[],
  types: readonly ElementList['type'][],
  type: DelimiterType,
  language: Language,
): FragmentPool {
  const texts = sources.flatMap(({ text, syntax }) =>
    syntax.lists
      .filter((list) => types.includes(list.type))
      .flatMap(({ elements }) => elements.filter((element) => ELEMENT_TYPES.has(element.type)))
      .filter(({ start, end }) => end - start <= ELEMENT_LENGTH)
      .map(({ start, end }) => text.slice(start, end)),
  );
  const plain: Fragment[] = [];
  const attractors: Fragment[] = [];
  for (const text of distinct(texts)) {
    if (text.includes('\n')) continue;
    const [first, second] = language.analyse(text, { cut: false }).delimiters;
    if (first === undefined) plain.push(fragment([text]));
    else if (second === undefined && first.type !== type) attractors.push(fragment([text]));
  }
  return { plain, attractors };
}

const LONGEST_LINE = 76;

function docstringLines({ text, lexical, outline }: Source): string[] {
  const firsts = new Set(outline.lines.map(({ line }) => line.first));
  return lexical.strings
    .filter(({ start, triple, terminated }) => triple && terminated && firsts.has(start))
    .flatMap(({ start, end }) =>
      text
        .slice(start + 3, end - 3)
        .split('\n')
        .slice(1, -1),
    )
    .map((line) => line.trim())
    .filter((line) => line.length >= 8 && line.length <= LONGEST_LINE && !/\\|"""|'''/.test(line));
}

function poolLines(lines: readonly string[], quote: '"' | "'"): FragmentPool {
  const other = quote === '"' ? "'" : '"';
  const usable = distinct(lines).filter((line) => !line.includes(quote));
  const counted = usable.map((text) => ({ text, others: text.split(other).length - 1 }));
  return {
    plain: counted.filter(({ others }) => others === 0).map(({ text }) => fragment([text])),
    attractors: counted
      .filter(({ others }) => others === 1 || others === 2)
      .map(({ text }) => fragment([text])),
  };
}

const NO_SIMPLE_STATEMENT =
  /^(?:if|for|while|with|try|async|class|def|match|case|type|return|raise|yield|break|continue|pass|import|from|global|nonlocal|del|assert|print|exec)\b/;

function isSimple(text: string, { line, keyword }: OutlinedLine): boolean {
  const statement = text.slice(line.first, line.end);
  return (
    line.role === 'statement' &&
    keyword !== '' &&
    !line.opensBlock &&
    statement.length >= 4 &&
    statement.length <= LONGEST_LINE &&
    !/[\n\\;]/.test(statement) &&
    !NO_SIMPLE_STATEMENT.test(statement)
  );
}

function simpleStatements({ text, outline }: Source): string[] {
  return outline.lines
    .filter((line) => isSimple(text, line))
    .map(({ line }) => text.slice(line.first, line.end).trimEnd());
}

const MOST_LINES = 6;

/** Statements of a few lines: headers of one line with blocks of simple statements, no other block inside. */
function compoundStatements(source: Source, keywords: readonly string[]): Fragment[] {
  const { lines, headers } = source.outline;
  const indexOf = new Map(lines.map(({ line }, index) => [line, index]));
  return headers
    .filter(({ keyword }) => keywords.includes(keyword))
    .flatMap((header) => readCompound(source, header, indexOf.get(header.line)!) ?? []);
}

function readCompound({ text, outline }: Source, header: Header, index: number): Fragment | null {
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
    else if (!isSimple(text, line)) return null;
    members.push(line);
  }
  const needsClause = header.keyword === 'try';
  if (needsClause !== clauses > 0 || !membersAreWhole(text, members)) return null;
  return fragment(
    members.map(
      ({ line, indent }) => indent.slice(header.indent.length) + text.slice(line.first, line.end).trimEnd(),
    ),
  );
}

/** Each a line of its own, indented with blanks. */
function membersAreWhole(text: string, members: readonly OutlinedLine[]): boolean {
  return members.every(({ line, indent }) => {
    const statement = text.slice(line.first, line.end);
    return statement.length <= LONGEST_LINE && !/[\n\\]/.test(statement) && /^ *$/.test(indent);
  });
}

function fragment(lines: readonly string[]): Fragment {
  return { lines, length: lines.reduce((sum, line) => sum + line.length + 1, 0) };
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
