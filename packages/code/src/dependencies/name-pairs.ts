import type { PairCandidate, PairMember } from '../language/choice.ts';
import { contextStart, lineIndexAt, type OutlinedLine, type Source } from '../language/source.ts';
import { pick, type RandomStream } from '../random/random.ts';

/** A word of a document. */
export interface Word {
  readonly name: string;
  readonly start: number;
  readonly line: OutlinedLine;
  readonly lineIndex: number;
}

/** A word that binds its name. */
export interface Binding extends Word {
  readonly kind: 'import' | 'definition' | 'parameter';
}

/** Meanings of words in a document. */
export interface WordRules {
  /** Matches every word, even in a string or a comment. */
  readonly word: RegExp;
  /** Returns the kind of binding that a word is; null if it is none. */
  bindingKind(word: Word): Binding['kind'] | null;
  /** Returns whether a word that is no binding uses the value of its name. */
  isUse(word: Word): boolean;
  isInScope(binding: Binding, word: Word): boolean;
  /** Returns whether a name can be bound and is informative. */
  isPlain(name: string): boolean;
}

/**
 * Returns minimal pairs of the first use of a parameter, or of a name imported or defined at the top level, with no mention in between.
 * The second member binds and uses another name of the same length, one that has no meaning there. Both are followed by the character
 * that truly comes next, so that neither is a prefix of another name.
 */
export function namePairs(
  { path: document, text, outline }: Source,
  { word: pattern, bindingKind, isUse, isInScope, isPlain }: WordRules,
  random: RandomStream,
): PairCandidate[] {
  const { lines } = outline;
  /** Binding of each word at its last mention; null if that mention binds nothing. */
  const mentioned = new Map<string, Binding | null>();
  const bindings: Binding[] = [];
  const uses: { readonly binding: Binding; readonly at: number }[] = [];
  for (const { 0: name, index: start } of text.matchAll(pattern)) {
    const lineIndex = lineIndexAt(lines, start);
    const line = lines[lineIndex];
    const word = line === undefined ? null : { name, start, line, lineIndex };
    const kind = word && bindingKind(word);
    const last = mentioned.get(name);
    if (word !== null && kind === null && last != null && isUse(word) && isInScope(last, word))
      uses.push({ binding: last, at: start });
    const binding = word === null || kind === null || !isPlain(name) ? null : { ...word, kind };
    if (binding !== null) bindings.push(binding);
    mentioned.set(name, binding);
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
