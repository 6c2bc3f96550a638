import type { ControlFlowRules } from '../../language/language.ts';

/** A statement that has all its clauses. */
const COMPLETE = 'complete';
const TRY_ELSE = 'else of try';

const afterIf = new Map([
  ['elif', 'elif'],
  ['else', COMPLETE],
]);
const afterLoop = new Map([['else', COMPLETE]]);

/** Sections 8.1 to 8.6 of the Python Language Reference, "Compound statements"; 7.6, 7.9, 7.10 for the jumps. */
export const controlFlow: ControlFlowRules = {
  clauses: ['elif', 'else', 'except', 'finally', 'case'],
  next: new Map([
    ['if', afterIf],
    ['elif', afterIf],
    ['for', afterLoop],
    ['while', afterLoop],
    [
      'try',
      new Map([
        ['except', 'except'],
        ['finally', COMPLETE],
      ]),
    ],
    [
      'except',
      new Map([
        ['except', 'except'],
        ['else', TRY_ELSE],
        ['finally', COMPLETE],
      ]),
    ],
    [TRY_ELSE, new Map([['finally', COMPLETE]])],
  ]),
  unfinished: new Set(['try']),
  inside: new Map([['case', 'match']]),
  blocks: new Map([
    ['def', 'function'],
    ['class', 'class'],
    ['for', 'loop'],
    ['while', 'loop'],
  ]),
  jumps: new Map([
    ['return', 'function'],
    ['break', 'loop'],
    ['continue', 'loop'],
  ]),
};
