import {
  type Format,
  formatBits,
  formatCount,
  formatDecimal,
  formatPercent,
  formatPercentInterval,
  NO_BREAK_SPACE,
  NO_INTERVAL,
  NOTHING,
} from './format.ts';
import type { Bucket, Cell, Estimate, Proportion } from './types.ts';

export const nothing: Cell = { kind: 'nothing' };

/** Contents of a cell: a number is a count, a share brings its interval. */
export type Content = Cell | Proportion | Bucket | number | string | false | null | undefined;

export function cellOf(content: Content): Cell {
  if (content == null || content === false) return nothing;
  if (typeof content === 'string') return textCell(content);
  if (typeof content === 'number') return { kind: 'number', value: content, text: formatCount(content) };
  if ('kind' in content) return content;
  return 'censored' in content
    ? { kind: 'proportion', proportion: content, censored: content.censored, thin: content.thin }
    : { kind: 'proportion', proportion: content, thin: isThin(content) };
}

/** Makes a cell of plain text. */
export function textCell(text: string): Cell {
  return { kind: 'text', text };
}

export function codeCell(text: string | null | undefined): Cell {
  return text == null ? nothing : { kind: 'code', text };
}

export function bitsCell(value: number | null): Cell {
  return value === null ? nothing : { kind: 'number', value, text: formatBits(value) };
}

/** A number with a rendering of its own. */
export function numberCell(value: number | null, format: (value: number) => string): Cell {
  return value === null ? nothing : { kind: 'number', value, text: format(value) };
}

export function detailedCell(value: number, text: string, detail: string): Cell {
  return { kind: 'number', value, text, detail };
}

/** A figure with its interval, and with its sample size where one is given. */
export function estimateCell(
  estimate: (Estimate & { n?: number; thin?: boolean }) | null | undefined,
  format: Format,
): Cell {
  if (estimate == null || estimate.n === 0) return nothing;
  const { value, low, high, n, thin } = estimate;
  const size = n === undefined ? '' : ` · n ${formatCount(n)}`;
  const bounds = { low, high };
  const interval =
    low === null || high === null ? NO_INTERVAL : `${format(low, bounds)} to ${format(high, bounds)}`;
  const detail = `${interval}${size}${thin === true ? ' · thin' : ''}`;
  return detailedCell(value, format(value, bounds), detail);
}

/** A difference with its interval and p-value, and more after them where given. */
export function differenceCell(
  { value, low, high, pValue }: Estimate & { pValue: number },
  format: Format,
  more = '',
): Cell {
  const bounds = { low, high };
  const interval =
    low === null || high === null ? 'no interval' : `${format(low, bounds)} to ${format(high, bounds)}`;
  const p = pValue < 0.001 ? '<0.001' : formatDecimal(pValue);
  return detailedCell(value, format(value, bounds), `${interval} · p ${p}${more}`);
}

/** Returns true for a column of words and no numbers, which is set flush left. A dash in place of a number is neither. */
export function isWordColumn(rows: readonly (readonly Cell[])[], index: number): boolean {
  const cells = rows.map((row) => row[index]);
  const isWord = (cell: Cell | undefined) =>
    cell?.kind === 'code' || (cell?.kind === 'text' && cell.text !== NOTHING);
  const isNumber = (cell: Cell | undefined) =>
    cell?.kind === 'number' || cell?.kind === 'proportion' || cell?.kind === 'bits';
  return cells.some(isWord) && !cells.some(isNumber);
}

/** Shares of fewer cases than this are shown, but nothing is concluded from them. */
const THIN_BELOW = 30;

export function isThin({ n }: { readonly n: number }): boolean {
  return n > 0 && n < THIN_BELOW;
}

/** `91.2 % (90.1–92.2 %, n 4,812)`, or that there was nothing to count. */
export function withInterval(proportion: Proportion): string {
  if (proportion.estimate === null) return 'nothing to count';
  return `${formatPercent(proportion.estimate, proportion)} ${intervalAndSize(proportion)}`;
}

/** `(90.1–92.2 %, n 4,812)`, and where a document is unlike the others, that one is. */
export function intervalAndSize(proportion: Proportion): string {
  const apart = proportion.apart === undefined || isThin(proportion) ? '' : ', one document apart';
  return `(${formatPercentInterval(proportion)}, n${NO_BREAK_SPACE}${formatCount(proportion.n)}${apart})`;
}
