import { applyEdits, type Candidate, choiceAt, type Edit, mirrorImages } from '../language/choice.ts';
import {
  contextStart,
  depthOf,
  type FunctionScope,
  type Header,
  lineIndexAt,
  type Outline,
  type OutlinedLine,
  type Source,
} from '../language/source.ts';
import { pick } from '../random/random.ts';
import { type Fragments, fill, indentLines } from './fragments.ts';
import type { DependencyRules } from './rules.ts';

/** Maximum length of the text that is read before the line with the use. */
const LONGEST_LEAD = 1024;

/**
 * Returns uses of a function's own names (parameters, and names assigned to before) whose last mention is on an earlier line. The rival
 * is a name from another function of the same document, equally long and mentioned nowhere in the text that is read. Both are followed
 * by the character that truly comes next, so that neither is a prefix of another name. Further statements that mention neither are
 * inserted before the line with the use; in the control, before that of the last mention. The mirror image has the rival in place of
 * the name throughout. Attractors are mentions, since the last one of the name, of other names bound here.
 */
export function identifierCandidates(
  source: Source,
  fragments: Fragments,
  rules: DependencyRules,
): Candidate[] {
  return findUses(source, rules).flatMap((use) => candidatesOfUse(source, use, fragments, rules));
}

function candidatesOfUse(
  source: Source,
  use: IdentifierUse,
  fragments: Fragments,
  { mayFollowStatement }: DependencyRules,
): Candidate[] {
  const { path: document, text, outline } = source;
  const { lines } = outline;
  const { name, start, mentioned: opener, attractors } = use;
  const index = lineIndexAt(lines, start);
  const line = lines[index];
  if (line === undefined || !mayFollowStatement(lines, index) || start >= line.line.end) return [];
  const position = line.line.indentStart;
  const ahead = lineBefore(lines, lineIndexAt(lines, opener), mayFollowStatement);
  if (line.around === null || ahead < 0 || opener >= position) return [];
  const readFrom = contextStart(lines, ahead);
  if (position - readFrom > LONGEST_LEAD) return [];
  const end = start + name.length;
  const next = text[end];
  const read = text.slice(readFrom, end + 1);
  if (mentions(text.slice(position, start), name)) return [];
  const rivals = use.rivals.filter((rival) => rival.length === name.length && !mentions(read, rival));
  if (rivals.length === 0) return [];
  const lengthen: Candidate['lengthen'] = (goal, random) => {
    const rival = pick(random, rivals);
    const neutral = { plain: fragments.statements.plain, attractors: [] };
    const filler = fill(neutral, goal, line.indent.length, random, ({ lines: [statement] }) =>
      [name, rival].every((one) => !mentions(statement!, one)),
    );
    if (filler === null || next === undefined) return null;
    return mirrorImages((isOwn, isBefore) => {
      const [truth, flip] = isOwn ? [name, rival] : [rival, name];
      const place = isBefore ? lines[ahead]! : line;
      const { indentStart } = place.line;
      const replacement = indentLines(filler, place.indent);
      const renamed = isOwn ? [] : renamings(read, readFrom, name, truth);
      const edits = [...renamed, { start: indentStart, end: indentStart, replacement }].sort(
        (a, b) => a.start - b.start || a.end - b.end,
      );
      return choiceAt(
        { kind: 'identifier', document, opener, depth: depthOf(line.around) },
        {
          text: applyEdits(text, edits, readFrom, end + 1),
          at: start - readFrom + replacement.length,
          start: opener - readFrom + (indentStart <= opener ? replacement.length : 0),
          alternatives: [truth + next, flip + next],
          attractors,
          edits,
        },
      );
    });
  };
  return [{ document, opener, distance: start - opener, group: '', lengthen }];
}

/** Returns the last line up to `index` before which statements may be inserted; −1 if there is none. */
function lineBefore(
  lines: readonly OutlinedLine[],
  index: number,
  mayFollowStatement: DependencyRules['mayFollowStatement'],
): number {
  let ahead = index;
  while (ahead >= 0 && !mayFollowStatement(lines, ahead)) ahead--;
  return ahead;
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(text);
}

function renamings(read: string, readFrom: number, name: string, replacement: string): Edit[] {
  return Array.from(read.matchAll(new RegExp(`\\b${name}\\b`, 'g')), ({ index }) => ({
    start: readFrom + index,
    end: readFrom + index + name.length,
    replacement,
  }));
}

/** A use of a local name, and names from other functions that have no meaning here. */
interface IdentifierUse {
  readonly name: string;
  readonly start: number;
  /** Offset of the last mention before the use, even in a string or a comment. */
  readonly mentioned: number;
  /** Number of mentions, since then, of other names bound here. */
  readonly attractors: number;
  /** Names of the same length class: 1, 2–3, 4–7, 8–15 … characters. */
  readonly rivals: readonly string[];
}

/**
 * Finds uses that have a rival, function by function, in the order of the text. Bindings count from the next logical line on: in
 * `total = count + 1` the first `total` is no rival of `count`.
 */
function findUses(source: Source, { conventional, isFunction }: DependencyRules): IdentifierUse[] {
  const { functions } = source.syntax;
  const bound = new Set(
    functions.flatMap(({ mentions }) =>
      mentions.filter(({ role, name }) => role === 'bind' && !conventional.has(name)).map(({ name }) => name),
    ),
  );
  const outside = wordsOutsideFunctions(source.text, source.outline, isFunction);
  const strangers = [...bound].filter((name) => !outside.has(name));
  const wordsIn = new Map<number, Set<string>>();
  return functions.flatMap((scope) => {
    const { start, end } = rangeOfOutermost(source, scope, isFunction);
    const words = wordsIn.get(start) ?? wordsOf(source.text.slice(start, end));
    wordsIn.set(start, words);
    return usesIn(
      source,
      scope,
      strangers.filter((name) => !words.has(name)),
      conventional,
    );
  });
}

function usesIn(
  { text, outline: { lines } }: Source,
  { mentions }: FunctionScope,
  strangers: readonly string[],
  conventional: ReadonlySet<string>,
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
    if (role === 'bind' && !conventional.has(name) && boundAt === undefined) firstBound.set(name, start);
    if (firstBound.has(name)) ofBound.push(name);
    seenAt.set(name, ofBound.length);
  }
  return uses;
}

/** Returns the offset of the last mention of a word before a position, in code, strings or comments. */
function lastWordBefore(text: string, word: string, position: number): number {
  const isWordAt = (at: number): boolean => /\w/.test(text.charAt(at));
  let at = position;
  do at = text.lastIndexOf(word, at - 1);
  while (at > 0 && (isWordAt(at - 1) || isWordAt(at + word.length)));
  return at;
}

/** Returns the range of the outermost function around a scope, from its header to the line after its block. */
function rangeOfOutermost(
  { text, outline }: Source,
  scope: FunctionScope,
  isFunction: FunctionTest,
): { start: number; end: number } {
  const { lines } = outline;
  const index = lineIndexAt(lines, scope.start);
  const header = outermostFunction(lines[index]?.around ?? null, isFunction)?.line ?? lines[index]?.line;
  if (header === undefined) return { start: scope.start, end: text.length };
  const first = lineIndexAt(lines, header.first);
  const { level } = lines[first]!;
  let next = first + 1;
  while (next < lines.length && lines[next]!.level > level) next++;
  return { start: header.first, end: lines[next]?.line.indentStart ?? text.length };
}

function lengthClass(name: string): number {
  return Math.floor(Math.log2(name.length));
}

type FunctionTest = DependencyRules['isFunction'];

/** Returns the outermost function that contains the lines directly inside `around`; null outside functions. */
export function outermostFunction(around: Header | null, isFunction: FunctionTest): Header | null {
  let outermost: Header | null = null;
  for (let header = around; header !== null; header = header.outer) {
    if (isFunction(header)) outermost = header;
  }
  return outermost;
}

/**
 * Words outside all functions, and the names of functions themselves, with the offset of their first mention: names that code in a
 * function may mention although the function does not bind them. Lines that are indented without a header, and their blocks, belong to a
 * function whose beginning was cut off.
 */
export function wordsOutsideFunctions(
  text: string,
  { lines }: Outline,
  isFunction: FunctionTest,
): Map<string, number> {
  const words = new Map<string, number>();
  for (const [index, one] of lines.entries()) {
    const { line, around } = one;
    if (outermostFunction(around, isFunction) !== null || outermostLevel(one) > 0) continue;
    const name = isFunction(one) ? text.indexOf('(', line.first) : line.end;
    const end = Math.min(name < 0 ? line.end : name, lines[index + 1]?.line.first ?? line.end);
    for (const match of text.slice(line.first, end).matchAll(WORD)) {
      if (!words.has(match[0])) words.set(match[0], line.first + match.index);
    }
  }
  return words;
}

function outermostLevel({ around, level }: OutlinedLine): number {
  let outermost = level;
  for (let header = around; header !== null; header = header.outer) outermost = header.level;
  return outermost;
}

function wordsOf(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(WORD), ([word]) => word));
}

const WORD = /[A-Za-z_]\w*/g;
