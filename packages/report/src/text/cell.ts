import { type Cell, format } from '../document/internal.ts';

/** Text of a cell, its numeric value, and the small print beside it. `space` joins a number to its unit. */
export function cellParts(
  cell: Cell,
  space: string,
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
    case 'bits':
      return { value: cell.bits, text: format.bits(cell.bits), notes: [format.bitsInterval(cell)] };
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
