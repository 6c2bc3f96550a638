import type { LogicalLine } from '../../text/lexical.ts';

/** Code before lines with these keywords, and after their block, that completes them. */
const BEFORE: Readonly<Record<string, string>> = {
  else: 'if (0) {} ',
  'else if': 'if (0) {} ',
  catch: 'try {} ',
  finally: 'try {} ',
  case: 'switch (0) {',
  default: 'switch (0) {',
  'while of do': 'do {} ',
};
const AFTER: Readonly<Record<string, string>> = { try: ' finally {}', do: ' while (0)' };
/** Statements that need another one as their body. */
const HEADS = /^(?:if|for|while|with|else|else if|do)$/;

/** Returns ways to make a line parse alone: as a statement, or as a member of a class. */
export function complete({ role, keyword, opensBlock }: LogicalLine): [before: string, after: string][] {
  const word = keyword ?? '';
  const block = opensBlock ? '}' : HEADS.test(word) ? ';' : '';
  const statement: [string, string] = [BEFORE[word] ?? '', block + (AFTER[word] ?? '')];
  return role === 'clause' ? [statement] : [statement, [`class A {${statement[0]}`, `${statement[1]}}`]];
}
