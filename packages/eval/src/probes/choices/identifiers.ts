import { pick } from '../../statistics/draw.ts';
import type { RandomStream } from '../../statistics/random.ts';
import type { Choice } from './choice.ts';
import { depthOf, lineIndexAt, type Outline } from './outline.ts';
import type { FunctionScope } from './scopes.ts';
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
    findUses(source.outline, scope).flatMap((use) => {
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

/**
 * Uses that have a rival, in the order of the text. What a statement binds is in scope from the next logical line on: in
 * `total = count + 1` the first `total` is no rival of `count`.
 */
export function findUses({ lines }: Outline, { mentions }: FunctionScope): IdentifierUse[] {
  const uses: IdentifierUse[] = [];
  const positions = new Map<string, number[]>();
  /** Names by their length class, with where they were first bound. */
  const bound = new Map<number, Map<string, number>>();
  for (const { name, start, role } of mentions) {
    const before = positions.get(name);
    const alike = bound.get(lengthClass(name)) ?? new Map<string, number>();
    if (role === 'load' && before !== undefined && alike.has(name)) {
      const lineStart = lines[lineIndexAt(lines, start)]!.line.indentStart;
      const inScope = [...alike].filter(([, position]) => position < lineStart).map(([other]) => other);
      const mentioned = before.at(-1)!;
      const rivals = inScope
        .filter((other) => other !== name)
        .map((other) => rivalOf(other, positions.get(other)!, mentioned));
      if (inScope.includes(name) && rivals.length > 0) uses.push({ name, start, mentioned, rivals });
    }
    if (before === undefined) positions.set(name, [start]);
    else before.push(start);
    if (role === 'bind' && !CONVENTIONAL.has(name) && !alike.has(name)) {
      bound.set(lengthClass(name), alike.set(name, start));
    }
  }
  return uses;
}

function rivalOf(name: string, mentions: readonly number[], since: number): IdentifierUse['rivals'][number] {
  const between = mentions.length - 1 - mentions.findLastIndex((position) => position < since);
  return { name, mentioned: mentions.at(-1)!, between };
}

function lengthClass(name: string): number {
  return Math.floor(Math.log2(name.length));
}
