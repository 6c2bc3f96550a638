import type { Names } from '@longrange/eval';

/** Where a load may resolve to, in the order of lookup, and what does not. */
export const scopeNames = {
  local: 'the same function',
  enclosing: 'an enclosing function',
  global: 'the module',
  imported: 'an import',
  builtin: 'a builtin',
  undefined: 'nothing',
} as const;

export type Scope = keyof typeof scopeNames;

/** How many loads resolve there. */
export function loadsIn(names: Names, scope: Scope): number {
  return scope === 'undefined' ? names.undefined : names.scopes[scope];
}

/** Loads of which it can be known where they resolve to. */
export function knowableLoads({ loads, unknowable }: Names): number {
  return loads - unknowable;
}
