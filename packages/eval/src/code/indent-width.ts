import type { LogicalLine } from './lexical.ts';

const TAB = 9;
/** Python's tab stops: "to the next multiple of eight". */
const TAB_STOP = 8;

/** The column that a line's white space leads to, as Python counts it. */
export function indentWidth(
  text: string,
  { indentStart, first }: Pick<LogicalLine, 'indentStart' | 'first'>,
): number {
  let width = 0;
  for (let i = indentStart; i < first; i++) {
    width = text.charCodeAt(i) === TAB ? width + TAB_STOP - (width % TAB_STOP) : width + 1;
  }
  return width;
}
