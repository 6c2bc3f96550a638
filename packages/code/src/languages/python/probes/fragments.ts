import type { Goal } from '../../../language/choice.ts';
import type { Language } from '../../../language/language.ts';
import type { ElementList, Header, OutlinedLine, Source } from '../../../language/source.ts';
import { pick, type RandomStream, shuffle } from '../../../random/random.ts';
import type { DelimiterType } from '../../../text/delimiter-stack.ts';
import { wordSet } from '../words.ts';

export interface Fragments {
  /** Elements without brackets that may be in any bracket. */
  readonly elements: readonly Fragment[];
  /** Such elements with exactly one bracket, by its type. */
  readonly bracketed: Readonly<Record<DelimiterType, readonly Fragment[]>>;
  /** Lines of docstrings without quotes; attractors contain two quotes of one kind. */
  readonly docstringLines: FragmentPool;
  /** Simple statements; attractors are small `if`, `for` and `while` statements without clauses, and small `try` statements with theirs. */
  readonly statements: FragmentPool;
  /** First lines of blocks: of `if`, of `with`, and of all statements that no `except` may follow. */
  readonly headers: Readonly<Record<'if' | 'with' | 'plain', readonly string[]>>;
}

/** Collects fragments from documents, each text once. */
export function collectFragments(sources: readonly Source[], language: Pick<Language, 'analyze'>): Fragments {
  const lines = distinct(sources.flatMap(docstringLines));
  const withQuotes = (single: number, double: number): Fragment[] =>
    lines
      .filter((line) => countOf(line, "'") === single && countOf(line, '"') === double)
      .map((line) => fragment([line]));
  return {
    ...collectElements(sources, language),
    docstringLines: { plain: withQuotes(0, 0), attractors: [withQuotes(2, 0), withQuotes(0, 2)] },
    statements: {
      plain: distinct(sources.flatMap(simpleStatements)).map((text) => fragment([text])),
      attractors: [
        sources.flatMap((source) => compoundStatements(source, ['if', 'for', 'while'])),
        sources.flatMap((source) => compoundStatements(source, ['try'])),
      ],
    },
    headers: {
      if: headerLines(sources, ['if']),
      with: headerLines(sources, ['with']),
      plain: headerLines(sources, ['with', 'if', 'for', 'while']),
    },
  };
}

const ELEMENT_LENGTH = 48;
/** Node types that may be between the commas of any bracket: no named argument, no splat, no pair. */
const ELEMENT_TYPES =
  wordSet(`attribute binary_operator call dictionary false float identifier integer list none
  string subscript true tuple unary_operator`);

/** Returns whether the elements of a bracket could be in one of any type. */
export function fitAnyBracket({ elements }: ElementList): boolean {
  return elements.length > 0 && elements.every(({ type }) => ELEMENT_TYPES.has(type));
}

function collectElements(
  sources: readonly Source[],
  language: Pick<Language, 'analyze'>,
): Pick<Fragments, 'elements' | 'bracketed'> {
  const texts = sources.flatMap(({ text, syntax }) =>
    syntax.lists
      .flatMap(({ elements }) => elements.filter((element) => ELEMENT_TYPES.has(element.type)))
      .filter(({ start, end }) => end - start <= ELEMENT_LENGTH)
      .map(({ start, end }) => text.slice(start, end)),
  );
  const elements: Fragment[] = [];
  const bracketed: Record<DelimiterType, Fragment[]> = { '()': [], '[]': [], '{}': [] };
  for (const text of distinct(texts)) {
    if (text.includes('\n')) continue;
    const [first] = language.analyze(text, { cut: false }).delimiters;
    // Including brackets in strings.
    const brackets = text.match(/[()[\]{}]/g)?.length ?? 0;
    if (brackets === 0) elements.push(fragment([text]));
    else if (brackets === 2 && first !== undefined) bracketed[first.type].push(fragment([text]));
  }
  return { elements, bracketed };
}

/** Headers of one line, without a comment. */
function headerLines(sources: readonly Source[], keywords: readonly string[]): string[] {
  return distinct(
    sources.flatMap(({ text, outline }) =>
      outline.headers
        .filter(({ keyword }) => keywords.includes(keyword))
        .map(({ line }) => text.slice(line.first, line.end))
        .filter((header) => header.length <= LONGEST_LINE && isHeader(header)),
    ),
  );
}

/** Returns whether a text is one line that ends with a colon. */
export function isHeader(text: string): boolean {
  return /^[^\n#]*:$/.test(text);
}

const LONGEST_LINE = 76;

function docstringLines({ text, lexical, outline }: Source): string[] {
  const firsts = new Set(outline.lines.map(({ line }) => line.first));
  return lexical.strings
    .filter(({ start, multiLine, terminated }) => multiLine && terminated && firsts.has(start))
    .flatMap(({ contentStart, contentEnd }) => text.slice(contentStart, contentEnd).split('\n').slice(1, -1))
    .map((line) => line.trim())
    .filter((line) => line.length >= 8 && line.length <= LONGEST_LINE && !/\\|"""|'''/.test(line));
}

function countOf(text: string, character: string): number {
  return text.split(character).length - 1;
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

/** Statements of a few lines: headers of one line with blocks of simple statements and no other block inside. */
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

/** Returns whether each is a line of its own, indented with blanks. */
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

/** Maximum number of draws for one fragment that fits and is accepted. */
const ATTEMPTS = 24;

/**
 * Draws fragments of about `goal.from` characters in total, with `goal.attractors` attractors of each kind, in random order; null if no
 * fragment fits.
 * @param overhead characters added to each line, such as indentation and commas
 * @param accepts tells whether to use a fragment or draw again
 */
export function fill(
  { plain, attractors }: FragmentPool,
  goal: Goal,
  overhead: number,
  random: RandomStream,
  accepts: (fragment: Fragment) => boolean = () => true,
): Fragment[] | null {
  const chosen: Fragment[] = [];
  let length = 0;
  const add = (pool: readonly Fragment[]): boolean => {
    for (let attempt = 0; attempt < ATTEMPTS && pool.length > 0; attempt++) {
      const candidate = pick(random, pool);
      const cost = candidate.length + overhead * candidate.lines.length;
      if (length + cost >= goal.to || !accepts(candidate)) continue;
      chosen.push(candidate);
      length += cost;
      return true;
    }
    return false;
  };
  for (let i = 0; i < goal.attractors; i++) if (!attractors.every(add)) return null;
  while (length < goal.from) if (!add(plain)) return null;
  return shuffle(random, chosen);
}

/** A piece of real code that may be put between two ends. */
export interface Fragment {
  /** Lines without their common indentation and without line breaks. */
  readonly lines: readonly string[];
  /** Number of characters, with a line break for each line. */
  readonly length: number;
}

/** Fragments without any opener, and with one: one kind for each possible answer, so that they favor none. */
export interface FragmentPool {
  readonly plain: readonly Fragment[];
  readonly attractors: readonly (readonly Fragment[])[];
}

/** Statements in sequence, with indentation and line breaks. */
export function indentLines(fragments: readonly Fragment[], indent: string): string {
  return fragments.flatMap(({ lines }) => lines.map((line) => `${indent}${line}\n`)).join('');
}

/** Indents all lines that are not blank further. */
export function shiftLines(lines: string, indent: string): string {
  return lines.replace(/^(?=.*\S)/gm, indent);
}
