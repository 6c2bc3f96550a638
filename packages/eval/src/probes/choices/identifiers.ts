import { pick } from '../../statistics/draw.ts';
import type { RandomStream } from '../../statistics/random.ts';
import type { Choice } from './choice.ts';
import { depthOf, lineIndexAt } from './outline.ts';
import type { FunctionScope, Mention } from './scopes.ts';
import type { Source } from './source.ts';

/** A use of a local name, and other local names that it could have been. */
export interface IdentifierUse {
  readonly name: string;
  readonly start: number;
  /** Where the name was last mentioned before. */
  readonly mentioned: number;
  readonly rivals: readonly { readonly name: string; readonly mentioned: number; readonly between: number }[];
}

/** Names that nearly every function of some kind has; their use says little. */
const CONVENTIONAL = new Set(['self', 'cls', '_']);

/**
 * Uses of a function's own names (parameters, and what was given a value before, by the syntax tree) against another name of the
 * same function and of the same length class: 1, 2–3, 4–7, 8–15 … characters. Both are followed by the character that
 * truly comes next, so that no name is the beginning of another. The distance is that from where the name was last
 * mentioned in the function; `depth`: blocks around; `attractors`: mentions of the other name since.
 */
export function chooseIdentifiers(source: Source, random: RandomStream): Choice[] {
  return source.syntax.functions.flatMap((scope) =>
    findUses(scope).flatMap((use) => {
      const choice = identifierChoice(source, use, pick(random, use.rivals));
      return choice === null ? [] : [choice];
    }),
  );
}

export function identifierChoice(
  { name: document, text, outline }: Source,
  { name, start, mentioned }: IdentifierUse,
  rival: IdentifierUse['rivals'][number],
): Choice | null {
  const next = text[start + name.length];
  if (next === undefined) return null;
  const line = outline.lines[lineIndexAt(outline.lines, start)];
  return {
    kind: 'identifier',
    document,
    text,
    at: start,
    alternatives: [name + next, rival.name + next],
    start: mentioned,
    distance: start - mentioned,
    depth: depthOf(line?.around ?? null),
    attractors: rival.between,
  };
}

/** Uses that have a rival, in the order of the text. */
export function findUses({ mentions }: FunctionScope): IdentifierUse[] {
  const uses: IdentifierUse[] = [];
  const positions = new Map<string, number[]>();
  const bound = new Map<number, Set<string>>();
  for (const mention of mentions) {
    const { name, start, role } = mention;
    const before = positions.get(name);
    if (role === 'load' && before !== undefined && bound.get(lengthClass(name))?.has(name)) {
      const mentioned = before.at(-1)!;
      const rivals = rivalsOf(mention, mentioned, bound.get(lengthClass(name))!, positions);
      if (rivals.length > 0) uses.push({ name, start, mentioned, rivals });
    }
    if (before === undefined) positions.set(name, [start]);
    else before.push(start);
    if (role === 'bind' && !CONVENTIONAL.has(name)) {
      const names = bound.get(lengthClass(name)) ?? new Set();
      bound.set(lengthClass(name), names.add(name));
    }
  }
  return uses;
}

function rivalsOf(
  { name }: Mention,
  mentioned: number,
  bound: ReadonlySet<string>,
  positions: ReadonlyMap<string, readonly number[]>,
): IdentifierUse['rivals'] {
  return [...bound]
    .filter((other) => other !== name)
    .map((other) => {
      const mentions = positions.get(other)!;
      const between = mentions.length - 1 - mentions.findLastIndex((position) => position < mentioned);
      return { name: other, mentioned: mentions.at(-1)!, between };
    });
}

function lengthClass(name: string): number {
  return Math.floor(Math.log2(name.length));
}
