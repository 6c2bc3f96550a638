import type { PairCandidate, PairMember } from '../../../language/choice.ts';
import { contextStart, lineIndexAt, type OutlinedLine, type Source } from '../../../language/source.ts';
import { pick, type RandomStream } from '../../../random/random.ts';
import { outermostStrings, stringTest } from '../../../text/lexical.ts';
import { BUILTINS } from '../names/builtins.ts';
import { isOperand, wordSet } from '../words.ts';
import { clausePlaces, isExclusive } from './clauses.ts';

/** Dependencies that can be swapped, besides brackets: quotes, clauses and names. */
export function pairCandidates(source: Source, random: RandomStream): PairCandidate[] {
  return [...quotePairs(source), ...clausePairs(source, random), ...namePairs(source, random)];
}

/** Strings whose text, without a quote or a backslash, could be in quotes of either kind. */
function quotePairs({ path: document, text, lexical, outline }: Source): PairCandidate[] {
  return outermostStrings(lexical).flatMap((string): PairCandidate[] => {
    const { quoteStart: start, contentStart, contentEnd: at, end, terminated } = string;
    const line = lineIndexAt(outline.lines, start);
    const content = text.slice(contentStart, at);
    if (!terminated || line < 0 || at === contentStart || /["'\\]/.test(content)) return [];
    const from = contextStart(outline.lines, line);
    const member = (quote: string): PairMember => {
      const closer = quote.repeat(end - at);
      const memberText = `${text.slice(from, start)}${closer}${content}${closer}`;
      return { text: memberText, start: start - from, at: at - from, closer };
    };
    const quote = text[start]!;
    const members = [member(quote), member(quote === '"' ? "'" : '"')] as const;
    const pair = { kind: 'quote', document, distance: at - start, members } as const;
    return [{ ...pair, pair: () => pair }];
  });
}

/**
 * The first line of a statement with one clause, `if …:` with `else` or `try:` with `except`, where the other clause may not come. The
 * member has the other first line before the same block, an `if` of the same document.
 */
function clausePairs(source: Source, random: RandomStream): PairCandidate[] {
  const places = clausePlaces(source);
  const conditions = places.filter(({ header }) => header.keyword === 'if').map(({ head }) => head);
  return places.flatMap((place): PairCandidate[] => {
    const { document, head, block, indent, header } = place;
    if (!isExclusive(place) || conditions.length === 0) return [];
    const lead = place.lead + indent;
    const member = (first: string, closer: string): PairMember => {
      const before = `${lead}${first}\n${block}${indent}`;
      return { text: before + closer, start: lead.length, at: before.length, closer };
    };
    const branch = member(header.keyword === 'if' ? head : pick(random, conditions), 'else');
    const attempt = member('try:', 'except');
    const members = header.keyword === 'if' ? ([branch, attempt] as const) : ([attempt, branch] as const);
    const distance = Math.max(...members.map((one) => one.at - one.start));
    const pair = { kind: 'clause', document, distance, members } as const;
    return [{ ...pair, pair: () => pair }];
  });
}

const WORD = /(?<!\w)[A-Za-z_]\w*/g;
/** First words of lines that bind the names they mention, or mention something other than values. */
const NO_USE = wordSet('import from def class async global nonlocal del for except case type');

interface Binding {
  readonly kind: 'import' | 'definition' | 'parameter';
  readonly name: string;
  readonly start: number;
  readonly line: OutlinedLine;
  readonly lineIndex: number;
}

/**
 * The first use of a parameter or of a name that was imported or defined at the top level, with no mention in between. The member binds
 * another name of the same length in that place, one that means nothing there, and uses it. Both are followed by the character that
 * truly comes next, so that no name is the beginning of another.
 */
function namePairs(
  { path: document, text, lexical, outline }: Source,
  random: RandomStream,
): PairCandidate[] {
  const { lines } = outline;
  const inString = stringTest(lexical);
  /** Binding of each word at its last mention; null if it was bound to nothing there. */
  const mentioned = new Map<string, Binding | null>();
  const bindings: Binding[] = [];
  const uses: { readonly binding: Binding; readonly at: number }[] = [];
  for (const { 0: word, index: start } of text.matchAll(WORD)) {
    const lineIndex = lineIndexAt(lines, start);
    const line = lines[lineIndex];
    const isCode =
      line !== undefined && start < line.line.end && !inString(start) && !mayBeComment(text, start);
    const kind = isCode ? bindingKind(text, line, start, word) : null;
    const last = mentioned.get(word);
    if (isCode && kind === null && last != null && isUse(text, line, start, word)) {
      if (isInScope(lines, last, lineIndex)) uses.push({ binding: last, at: start });
    }
    const isPlain = isOperand(word) && !BUILTINS.has(word) && word !== 'self' && word !== 'cls';
    const binding = kind === null || !isPlain ? null : { kind, name: word, start, line: line!, lineIndex };
    if (binding !== null) bindings.push(binding);
    mentioned.set(word, binding);
  }
  const names = [...new Set(bindings.map(({ name }) => name))];
  return uses.map(({ binding: { kind, name, start, lineIndex }, at }) => {
    const place = { kind, document, distance: at - start };
    const pair = () => {
      const from = contextStart(lines, lineIndex);
      const before = text.slice(from, start);
      const after = text.slice(start + name.length, at);
      const next = text[at + name.length];
      const isRival = (other: string) =>
        other !== name && other.length === name.length && !new RegExp(`\\b${other}\\b`).test(before + after);
      const rivals = names.filter(isRival);
      if (next === undefined || rivals.length === 0) return null;
      const member = (bound: string): PairMember => ({
        text: `${before}${bound}${after}${bound}${next}`,
        start: before.length,
        at: at - from,
        closer: bound + next,
      });
      return { ...place, members: [member(name), member(pick(random, rivals))] as const };
    };
    return { ...place, pair };
  });
}

/** The kind of binding that a word is; null for none. */
function bindingKind(
  text: string,
  { line, indent, keyword }: OutlinedLine,
  start: number,
  word: string,
): Binding['kind'] | null {
  const statement = text.slice(line.first, start);
  const rest = text.slice(start + word.length, line.end);
  if (keyword === 'import' || keyword === 'from') {
    const isName = indent === '' && !/^\s*(?:as\b|\.)/.test(rest) && !/\.\s*$/.test(statement);
    return isName && (keyword === 'import' || /\bimport\b/.test(statement)) && word !== 'import'
      ? 'import'
      : null;
  }
  if (keyword !== 'def' && keyword !== 'class') return null;
  if (new RegExp(`^(?:async\\s+)?${keyword}\\s+$`).test(statement))
    return indent === '' ? 'definition' : null;
  const isParameter = keyword === 'def' && /[(,]\s*\*{0,2}$/.test(statement) && /^\s*[,:=)]/.test(rest);
  return isParameter && depthIn(statement) === 1 ? 'parameter' : null;
}

function depthIn(statement: string): number {
  return (statement.match(/[([{]/g)?.length ?? 0) - (statement.match(/[)\]}]/g)?.length ?? 0);
}

function isUse(text: string, { keyword }: OutlinedLine, start: number, word: string): boolean {
  if (NO_USE.has(keyword)) return false;
  const before = text.slice(Math.max(0, start - 12), start);
  const after = text.slice(start + word.length, start + word.length + 3);
  return (
    !/(?:\.|\b(?:as|for|lambda|import)\s+|[,*]\s*)$/.test(before) &&
    !/^\s*(?:=(?!=)|:=|,|\s+in\b)/.test(after)
  );
}

/** Returns whether a line is in the scope of a binding: the function's block for a parameter, the rest of the text for others. */
function isInScope(
  lines: readonly OutlinedLine[],
  { kind, line, lineIndex }: Binding,
  index: number,
): boolean {
  if (index <= lineIndex) return false;
  if (kind !== 'parameter') return true;
  for (let at = lineIndex + 1; at <= index; at++)
    if (lines[at]!.indent.length <= line.indent.length) return false;
  return true;
}

/** Returns whether a number sign comes before on the line. In a string it means nothing, and costs one use. */
function mayBeComment(text: string, start: number): boolean {
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, start).includes('#');
}

/**
 * Returns whether a logical line may have other brackets in one place. The grammar accepts some things that CPython does not: a base
 * class in place of a type parameter, calls and sets after `del`, the arguments of a Python 2 `print`, stars of arguments, and a bare
 * `yield` outside parentheses.
 */
export function mayBracket(line: string, opener: number, closer: number): boolean {
  const [before, inside] = [line.slice(0, opener), line.slice(opener + 1, closer)];
  return (
    !/^(?:class|del)\b|(?<!\.)\b(?:exec|print)\s*$/.test(before) &&
    !/^\s*(?:\*|yield\b)|,\s*\*\*/.test(inside)
  );
}
