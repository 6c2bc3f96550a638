import type { Fragment } from './fragment.ts';

/** Statements one after the other, each line indented and ended. */
export function indentLines(fragments: readonly Fragment[], indent: string): string {
  return fragments.flatMap(({ lines }) => lines.map((line) => `${indent}${line}\n`)).join('');
}

/** The same lines, those that are not blank further in. */
export function shiftLines(lines: string, indent: string): string {
  return lines.replace(/^(?=.*\S)/gm, indent);
}
