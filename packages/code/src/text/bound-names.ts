import { bisect } from './lexical.ts';
import type { ImportedName } from './names.ts';

/** A place that binds a name. */
export interface Binding {
  readonly position: number;
  readonly isImport: boolean;
}

/** A name of a scope, with the places that bind it in the order of the text. */
export class BoundName {
  readonly bindings: Binding[] = [];
  isRead = false;

  /** The nearest binding before `position` or, without one, after it. */
  nearest(position: number): Binding {
    const after = bisect(this.bindings.length, (index) => this.bindings[index]!.position < position);
    return this.bindings[Math.max(after - 1, 0)]!;
  }
}

/** Walks a tree of scopes without recursion. */
export function walkScopes<S extends { readonly children: readonly S[] }>(
  module: S,
  enter: (scope: S) => void,
  leave: (scope: S) => void,
): void {
  const pending = [{ scope: module, isLeft: false }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { scope, isLeft } = next;
    if (isLeft) {
      leave(scope);
      continue;
    }
    enter(scope);
    pending.push({ scope, isLeft: true });
    for (const child of scope.children.toReversed()) pending.push({ scope: child, isLeft: false });
  }
}

/** Imports of a module by name, the first of each. */
export type Imports<T extends BoundName> = Map<string, { readonly variable: T; readonly position: number }>;

/** Returns a module's own imports, each with the first place that reads it: after the import or, if there is none, before it. */
export function importsOf<T extends BoundName>(
  imports: Imports<T>,
  reads: Iterable<{ readonly variable: T; readonly position: number }>,
  isReadElsewhere: (name: string, position: number) => boolean,
): ImportedName[] {
  if (imports.size === 0) return [];
  const firstUses = new Map<T, number>();
  const importedAt = new Map([...imports.values()].map(({ variable, position }) => [variable, position]));
  for (const { variable, position } of reads) {
    const at = importedAt.get(variable);
    if (at === undefined) continue;
    const rank = (place: number) => (place > at ? place : Number.MAX_SAFE_INTEGER - place);
    const best = firstUses.get(variable);
    if (best === undefined || rank(position) < rank(best)) firstUses.set(variable, position);
  }
  return [...imports].map(([name, { variable, position }]) => {
    const firstUse = firstUses.get(variable) ?? null;
    return { name, position, firstUse, isKnown: firstUse !== null || !isReadElsewhere(name, position) };
  });
}
