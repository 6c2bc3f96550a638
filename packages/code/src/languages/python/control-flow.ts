import type { ControlFlowRules } from '../../language/language.ts';

/** A statement that has all its clauses. */
const COMPLETE = 'complete';
const TRY_ELSE = 'else of try';

const afterIf = { elif: 'elif', else: COMPLETE };
const afterLoop = { else: COMPLETE };
const next: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  if: afterIf,
  elif: afterIf,
  for: afterLoop,
  while: afterLoop,
  try: { except: 'except', finally: COMPLETE },
  except: { except: 'except', else: TRY_ELSE, finally: COMPLETE },
  [TRY_ELSE]: { finally: COMPLETE },
};

/** Sections 8.1 to 8.6 of the Python Language Reference, "Compound statements"; 7.6, 7.9, 7.10 for the jumps. */
export const controlFlow: ControlFlowRules = {
  clauses: ['elif', 'else', 'except', 'finally', 'case'],
  next: new Map(Object.entries(next).map(([state, clauses]) => [state, new Map(Object.entries(clauses))])),
  unfinished: new Set(['try']),
  inside: new Map([['case', 'match']]),
  blocks: new Map([
    ['def', 'function'],
    ['class', 'class'],
    ['for', 'loop'],
    ['while', 'loop'],
  ]),
  jumps: new Map([
    ['return', ['function']],
    ['break', ['loop']],
    ['continue', ['loop']],
  ]),
};

/**
 * Returns whether a clause may come after the block of a header. Nothing may follow an `else` unless it belongs to a `try`; telling
 * them apart would add a few pairs and change no truth.
 */
export function mayFollow({ keyword }: { readonly keyword: string }, clause: string): boolean {
  return controlFlow.next.get(keyword === 'else' ? TRY_ELSE : keyword)?.has(clause) ?? false;
}
