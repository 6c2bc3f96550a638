import type { ControlFlowRules } from '../../language/language.ts';

/** A statement that has all its clauses. */
const COMPLETE = 'complete';

const afterIf = { else: COMPLETE, 'else if': 'else if' };
const next: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  if: afterIf,
  'else if': afterIf,
  try: { catch: 'catch', finally: COMPLETE },
  catch: { finally: COMPLETE },
  do: { 'while of do': COMPLETE },
};

/** Sections 14.6 to 14.15 of the ECMAScript Language Specification. The `while` of a `do` is named `while of do`: it is no statement. */
export const controlFlow: ControlFlowRules = {
  clauses: ['else', 'else if', 'case', 'default', 'catch', 'finally', 'while of do'],
  next: new Map(Object.entries(next).map(([state, clauses]) => [state, new Map(Object.entries(clauses))])),
  unfinished: new Set(['try', 'do']),
  inside: new Map([
    ['case', 'switch'],
    ['default', 'switch'],
  ]),
  blocks: new Map([
    ['function', 'function'],
    ['class', 'class'],
    ['for', 'loop'],
    ['while', 'loop'],
    ['do', 'loop'],
    ['switch', 'switch'],
  ]),
  jumps: new Map([
    ['return', ['function']],
    ['break', ['loop', 'switch']],
    ['continue', ['loop']],
  ]),
};
