import type { LogicalLine } from './lexical.ts';

const TAB = 9;

/** The column that a line's white space leads to. */
export function indentWidth(
  text: string,
  { indentStart, first }: Pick<LogicalLine, 'indentStart' | 'first'>,
  tabStop: number,
): number {
  let width = 0;
  for (let i = indentStart; i < first; i++) {
    width = text.charCodeAt(i) === TAB ? width + tabStop - (width % tabStop) : width + 1;
  }
  return width;
}
