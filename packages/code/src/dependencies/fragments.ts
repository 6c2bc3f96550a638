import type { Goal } from '../language/choice.ts';
import type { OutlinedLine, Source } from '../language/source.ts';
import { pick, type RandomStream, shuffle } from '../random/random.ts';
import type { DelimiterType } from '../text/delimiter-stack.ts';
import type { DependencyRules } from './rules.ts';

export interface Fragments {
  /** Elements without brackets that may be in brackets of any type. */
  readonly elements: readonly Fragment[];
  /** Such elements with exactly one pair of brackets, by its type. */
  readonly bracketed: Readonly<Record<DelimiterType, readonly Fragment[]>>;
  /** Simple statements; attractors are small statements without clauses, such as `if`, and small `try` statements with theirs. */
  readonly statements: FragmentPool;
  /** First lines of `if` statements. */
  readonly conditions: readonly string[];
}

/** Collects fragments from documents, each text once. */
export function collectFragments(sources: readonly Source[], rules: DependencyRules): Fragments {
  const compound = (keywords: readonly string[]) =>
    sources.flatMap((source) => rules.compoundStatements(source, keywords)).map(fragment);
  return {
    ...collectElements(sources, rules),
    statements: {
      plain: distinct(sources.flatMap((source) => simpleStatements(source, rules))).map((text) =>
        fragment([text]),
      ),
      attractors: [compound(rules.plainKeywords), compound(['try'])],
    },
    conditions: headerLines(sources, ['if'], rules.isHeader),
  };
}

const ELEMENT_LENGTH = 48;
function collectElements(
  sources: readonly Source[],
  { analyze, elementTypes }: DependencyRules,
): Pick<Fragments, 'elements' | 'bracketed'> {
  const texts = sources.flatMap(({ text, syntax }) =>
    syntax.lists
      .flatMap(({ elements }) => elements.filter((element) => elementTypes.has(element.type)))
      .filter(({ start, end }) => end - start <= ELEMENT_LENGTH)
      .map(({ start, end }) => text.slice(start, end)),
  );
  const elements: Fragment[] = [];
  const bracketed: Record<DelimiterType, Fragment[]> = { '()': [], '[]': [], '{}': [] };
  for (const text of distinct(texts)) {
    if (text.includes('\n')) continue;
    const [first] = analyze(text, { cut: false }).delimiters;
    // Including brackets in strings.
    const brackets = text.match(/[()[\]{}]/g)?.length ?? 0;
    if (brackets === 0) elements.push(fragment([text]));
    else if (brackets === 2 && first !== undefined) bracketed[first.type].push(fragment([text]));
  }
  return { elements, bracketed };
}

/** First lines of statements with these keywords. */
export function headerLines(
  sources: readonly Source[],
  keywords: readonly string[],
  isHeader: (text: string) => boolean,
): string[] {
  return distinct(
    sources.flatMap(({ text, outline }) =>
      outline.headers
        .filter(({ keyword }) => keywords.includes(keyword))
        .map(({ line }) => text.slice(line.first, line.end))
        .filter((header) => header.length <= LONGEST_LINE && isHeader(header)),
    ),
  );
}

/** Maximum length of a line to use. */
export const LONGEST_LINE = 76;

/** Statements of one line. */
function simpleStatements({ text, outline }: Source, { isSimple }: DependencyRules): string[] {
  return outline.lines
    .filter((line) => isSimpleLine(text, line, isSimple))
    .map(({ line }) => text.slice(line.first, line.end).trimEnd());
}

/** Returns whether a line is a statement that may be anywhere in a block. */
export function isSimpleLine(
  text: string,
  { line, keyword }: OutlinedLine,
  isSimple: DependencyRules['isSimple'],
): boolean {
  const length = line.end - line.first;
  const mayBe = line.role === 'statement' && keyword !== '' && !line.opensBlock;
  return mayBe && length >= 4 && length <= LONGEST_LINE && isSimple(text.slice(line.first, line.end));
}

/** Makes a fragment of these lines. */
export function fragment(lines: readonly string[]): Fragment {
  return { lines, length: lines.reduce((sum, line) => sum + line.length + 1, 0) };
}

/** Returns the texts without duplicates. */
export function distinct(texts: readonly string[]): string[] {
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

/** A piece of real code that may be inserted between the two ends of a dependency. */
export interface Fragment {
  /** Lines without their common indentation and without line breaks. */
  readonly lines: readonly string[];
  /** Number of characters, with a line break for each line. */
  readonly length: number;
}

/** Fragments without openers, and attractors with one: one kind for each possible answer, so that they favor none. */
export interface FragmentPool {
  readonly plain: readonly Fragment[];
  readonly attractors: readonly (readonly Fragment[])[];
}

/** Joins statements, with indentation and line breaks. */
export function indentLines(fragments: readonly Fragment[], indent: string): string {
  return fragments.flatMap(({ lines }) => lines.map((line) => `${indent}${line}\n`)).join('');
}
