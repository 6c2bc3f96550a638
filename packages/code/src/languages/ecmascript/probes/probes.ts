import type { ProbeRules } from '../../../language/language.ts';
import { complete } from '../complete.ts';
import { mayBracket, surelyBracket } from './brackets.ts';
import { lengthControlled } from './length-controlled.ts';
import { pairCandidates } from './pair-candidates.ts';
import { readSyntax } from './read-syntax.ts';
import { reformat } from './reformat.ts';

export const probes: ProbeRules = {
  firstWord,
  readSyntax,
  complete,
  mayBracket,
  surelyBracket,
  reformat,
  pairCandidates,
  lengthControlled,
};

/** First word of a line. */
function firstWord(text: string, first: number): string {
  const word = /[A-Za-z_$][\w$]*/y;
  word.lastIndex = first;
  return word.exec(text)?.[0] ?? '';
}
