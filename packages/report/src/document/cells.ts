import * as format from './format.ts';
import type { Bounds, Bucket, Cell, Estimate, Proportion } from './types.ts';

export const nothing: Cell = { kind: 'nothing' };

/** Contents of a cell: a plain number is a count, a share comes with its interval. */
export type Content = Cell | Proportion | Bucket | number | string | false | null | undefined;

export function of(content: Content): Cell {
  if (content == null || content === false) return nothing;
  if (typeof content === 'string') return text(content);
  if (typeof content === 'number') return { kind: 'number', value: content, text: format.count(content) };
  if ('kind' in content) return content;
  return 'censored' in content
    ? { kind: 'proportion', proportion: content, censored: content.censored, thin: content.thin }
    : { kind: 'proportion', proportion: content, thin: format.isThin(content) };
}

/** Makes a cell of plain text. */
export function text(content: string): Cell {
  return { kind: 'text', text: content };
}

export function code(content: string | null | undefined): Cell {
  return content == null ? nothing : { kind: 'code', text: content };
}

/** Makes a cell of a number in a custom format. */
export function number(value: number | null, write: (value: number) => string): Cell {
  return value === null ? nothing : { kind: 'number', value, text: write(value) };
}

export function bits(value: number | null): Cell {
  return number(value, format.bits);
}

export function detailed(value: number, content: string, detail: string): Cell {
  return { kind: 'number', value, text: content, detail };
}

/** Makes a cell of an estimate with its interval and, if given, its sample size. */
export function estimate(
  figure: (Estimate & { n?: number; thin?: boolean }) | null | undefined,
  write: format.Format,
): Cell {
  if (figure == null || figure.n === 0) return nothing;
  const { value, low, high, n, thin } = figure;
  const bounds = { low, high };
  const size = n === undefined ? '' : ` · n ${format.count(n)}`;
  const detail = `${ends(bounds, write) ?? format.NO_INTERVAL}${size}${thin === true ? ' · few cases' : ''}`;
  return detailed(value, write(value, bounds), detail);
}

function ends(bounds: Bounds, write: format.Format): string | null {
  const { low, high } = bounds;
  return low === null || high === null ? null : `${write(low, bounds)} to ${write(high, bounds)}`;
}

/** Text of a cell, its numeric value, and the small print beside it. `space` joins a number to its unit. */
export function parts(
  cell: Cell,
  space = ' ',
): { readonly value: number | null; readonly text: string; readonly notes: readonly string[] } {
  switch (cell.kind) {
    case 'code':
      return { value: null, text: cell.text, notes: [] };
    case 'text':
      return { value: null, text: cell.text, notes: cell.detail === undefined ? [] : [cell.detail] };
    case 'nothing':
      return { value: null, text: format.NOTHING, notes: [] };
    case 'number':
      return { ...cell, notes: cell.detail === undefined ? [] : [cell.detail] };
    case 'proportion': {
      const { proportion: share, censored = 0, thin } = cell;
      const cut = censored > 0 ? [`${format.count(censored)}${space}censored`] : [];
      const size = `n${space}${format.count(share.n)}`;
      if (share.estimate === null) return { value: null, text: format.NOTHING, notes: [size, ...cut] };
      const effect = format.designEffect(share) ?? [];
      const notes = [
        format.percentInterval(share),
        size,
        effect,
        cut,
        thin === true ? 'few cases' : [],
      ].flat();
      return { value: share.estimate, text: format.percent(share.estimate, share), notes };
    }
  }
}

/** Text of a cell in one line: `91.2 % (90.1–92.2 %, n 4,812)`. */
export function line(cell: Cell): string {
  const { text, notes } = parts(cell);
  return notes.length === 0 ? text : `${text} (${notes.join(', ')})`;
}
