import type { Choice } from '../../../language/choice.ts';
import { depthOf, type Header, lineIndexAt, type Outline } from '../../../language/outline.ts';
import type { Source } from '../../../language/source.ts';
import type { FunctionScope } from '../../../language/syntax.ts';
import { BUILTINS } from '../names/builtins.ts';

/** A use of a local name, and names of other functions that mean nothing here. */
export interface IdentifierUse {
  readonly name: string;
  readonly start: number;
  /** Where the name was last mentioned before. */
  readonly mentioned: number;
  /** Mentions, since then, of other names that are bound here. */
  readonly attractors: number;
  readonly rivals: readonly string[];
}

/** Names that nearly every function of some kind has, and those that mean something everywhere; their use says little. */
const CONVENTIONAL: ReadonlySet<string> = new Set(['self', 'cls', '_', ...BUILTINS]);

/**
 * A use of a function's own name (a parameter, or what was given a value before, by the syntax tree) against a name of another
 * function of the same document, of the same length class (1, 2–3, 4–7, 8–15 … characters), that means nothing here. Both are followed by the
 * character that truly comes next, so that no name is the beginning of another. The distance is that from where the name was last mentioned, be
 * it in a comment; `depth`: blocks around; `attractors`: mentions since of other names that are bound here.
 */
export function identifierChoice(
  { name: document, text, outline }: Source,
  { name, start, mentioned, attractors }: IdentifierUse,
  rival: string,
): Choice | null {
  const next = text[start + name.length];
  if (next === undefined) return null;
  const line = outline.lines[lineIndexAt(outline.lines, start)];
  return {
    kind: 'identifier',
    document,
    text,
    at: start,
    alternatives: [name + next, rival + next],
    start: mentioned,
    distance: start - mentioned,
    depth: depthOf(line?.around ?? null),
    attractors,
  };
}

/**
 * Uses that have a rival, function by function, in the order of the text. What a statement binds is known from the next
 * logical line on: in `total = count + 1` the first `total` is nothing that `count` could be held against.
 */
export function findUses(source: Source): IdentifierUse[] {
  const { functions } = source.syntax;
  const bound = new Set(functions.flatMap(({ mentions }) => boundNames(mentions)));
  const outside = wordsOutsideFunctions(source.text, source.outline);
  const strangers = [...bound].filter((name) => !outside.has(name));
  const wordsIn = new Map<number, Set<string>>();
  return functions.flatMap((scope) => {
    const { start, end } = rangeOfOutermost(source, scope);
    const words = wordsIn.get(start) ?? wordsOf(source.text.slice(start, end));
    wordsIn.set(start, words);
    const rivals = strangers.filter((name) => !words.has(name));
    return usesIn(source, scope, rivals);
  });
}

function usesIn(
  { text, outline: { lines } }: Source,
  { mentions }: FunctionScope,
  strangers: readonly string[],
): IdentifierUse[] {
  const uses: IdentifierUse[] = [];
  const firstBound = new Map<string, number>();
  /** Mentions so far of names that are bound here. */
  const ofBound: string[] = [];
  const seenAt = new Map<string, number>();
  for (const { name, start, role } of mentions) {
    const boundAt = firstBound.get(name);
    if (role === 'load' && boundAt !== undefined) {
      const mentioned = lastWordBefore(text, name, start);
      const lineStart = lines[lineIndexAt(lines, start)]!.line.indentStart;
      const rivals = strangers.filter((other) => lengthClass(other) === lengthClass(name));
      const attractors = ofBound.slice(seenAt.get(name)).filter((other) => other !== name).length;
      if (boundAt < lineStart && rivals.length > 0) uses.push({ name, start, mentioned, attractors, rivals });
    }
    if (role === 'bind' && !CONVENTIONAL.has(name) && boundAt === undefined) firstBound.set(name, start);
    if (firstBound.has(name)) ofBound.push(name);
    seenAt.set(name, ofBound.length);
  }
  return uses;
}

/** In code, strings and comments: a search for the name finds it there. */
function lastWordBefore(text: string, word: string, position: number): number {
  const isWordAt = (at: number): boolean => /\w/.test(text.charAt(at));
  let at = position;
  do at = text.lastIndexOf(word, at - 1);
  while (at > 0 && (isWordAt(at - 1) || isWordAt(at + word.length)));
  return at;
}

function boundNames(mentions: FunctionScope['mentions']): string[] {
  return mentions
    .filter(({ role, name }) => role === 'bind' && !CONVENTIONAL.has(name))
    .map(({ name }) => name);
}

/** From its header to the line after its block. */
function rangeOfOutermost({ text, outline }: Source, scope: FunctionScope): { start: number; end: number } {
  const { lines } = outline;
  const index = lineIndexAt(lines, scope.start);
  const header = outermostFunction(lines[index]?.around ?? null)?.line ?? lines[index]?.line;
  if (header === undefined) return { start: scope.start, end: text.length };
  const first = lineIndexAt(lines, header.first);
  const { indent } = lines[first]!;
  let next = first + 1;
  while (next < lines.length && lines[next]!.indent.length > indent.length) next++;
  return { start: header.first, end: lines[next]?.line.indentStart ?? text.length };
}

function lengthClass(name: string): number {
  return Math.floor(Math.log2(name.length));
}

/** The outermost function whose block contains the lines that have `around` around them; null outside of functions. */
export function outermostFunction(around: Header | null): Header | null {
  let outermost: Header | null = null;
  for (let header = around; header !== null; header = header.outer) {
    if (header.keyword === 'def') outermost = header;
  }
  return outermost;
}

/**
 * Words outside of all functions, and the names of functions themselves, with where each comes first: what code in
 * a function may mention although the function does not bind it. Lines that are indented without a header, and
 * blocks of such, belong to a function whose beginning was cut away.
 */
export function wordsOutsideFunctions(text: string, { lines }: Outline): Map<string, number> {
  const words = new Map<string, number>();
  for (const { line, around, indent, keyword } of lines) {
    if (outermostFunction(around) !== null || outermostIndent(around, indent).length > 0) continue;
    const end = keyword === 'def' ? text.indexOf('(', line.first) : line.end;
    const statement = text.slice(line.first, end < 0 ? line.end : end);
    for (const match of statement.matchAll(WORD)) {
      if (!words.has(match[0])) words.set(match[0], line.first + match.index);
    }
  }
  return words;
}

function outermostIndent(around: Header | null, indent: string): string {
  let outermost = indent;
  for (let header = around; header !== null; header = header.outer) outermost = header.indent;
  return outermost;
}

function wordsOf(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(WORD), ([word]) => word));
}

const WORD = /[A-Za-z_]\w*/g;
