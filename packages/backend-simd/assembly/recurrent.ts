import { PANEL_COLUMNS, TILE_ROWS } from './pack';
import { EDGE_BYTES, edgeTile, tile } from './tile';

// What the recurrent layers share. A thread takes its rows of the batch through all time steps; tensors are time-major, so
// its rows of a step are one block. The gate loops go over the units of one row, four at a time, then one by one (`wide` or not).

/** Scratch bytes of one thread for `rows` rows of the batch: an edge tile, then a packed left operand `depth` deep. */
export function recurrentScratchBytes(rows: i32, depth: i32): usize {
  const padded = <usize>(((rows + TILE_ROWS - 1) / TILE_ROWS) * TILE_ROWS);
  return EDGE_BYTES + ((padded * <usize>depth) << 2);
}

/** `to`[row] = `from`[row] + left × right for one tile, all its row addresses given by the caller. */
// @ts-ignore: decorator
@inline
export function productTile(
  left: usize, panel: usize, depth: i32, rows: i32, columns: i32, edge: usize,
  s0: usize, s1: usize, s2: usize, s3: usize,
  d0: usize, d1: usize, d2: usize, d3: usize,
): void {
  if (rows >= TILE_ROWS && columns >= PANEL_COLUMNS) tile(left, panel, depth, s0, s1, s2, s3, d0, d1, d2, d3);
  else edgeTile(left, panel, depth, min(rows, TILE_ROWS), min(columns, PANEL_COLUMNS), edge, s0, s1, s2, s3, d0, d1, d2, d3);
}

/**
 * One step's product for a thread's rows: `to` = start + left × right.
 *
 * @param left packed rows, `depth` deep; @param panels packed right operand (depth, columns)
 * @param from where the rows start from, `fromStride` bytes apart (0: the same for each); may be `to`
 * @param tokens 0, or which row of `from` each row starts from
 */
export function stepProduct(
  left: usize, panels: usize, depth: i32, rows: i32, columns: i32,
  from: usize, fromStride: usize, tokens: usize,
  to: usize, toStride: usize, edge: usize,
): void {
  const depthBytes = <usize>depth << 2;
  for (let j = 0; j < columns; j += PANEL_COLUMNS) {
    const panel = panels + <usize>j * depthBytes;
    const column = <usize>j << 2;
    for (let i = 0; i < rows; i += TILE_ROWS) {
      const d0 = to + <usize>i * toStride + column;
      const d1 = d0 + toStride;
      const d2 = d1 + toStride;
      const d3 = d2 + toStride;
      let s0: usize, s1: usize, s2: usize, s3: usize;
      if (tokens == 0) {
        s0 = from + <usize>i * fromStride + column;
        s1 = s0 + fromStride;
        s2 = s1 + fromStride;
        s3 = s2 + fromStride;
      } else {
        const at = tokens + (<usize>i << 2);
        const present = rows - i;
        s0 = from + <usize>load<i32>(at) * fromStride + column;
        s1 = present > 1 ? from + <usize>load<i32>(at, 4) * fromStride + column : s0;
        s2 = present > 2 ? from + <usize>load<i32>(at, 8) * fromStride + column : s0;
        s3 = present > 3 ? from + <usize>load<i32>(at, 12) * fromStride + column : s0;
      }
      productTile(left + <usize>i * depthBytes, panel, depth, rows - i, columns - j, edge, s0, s1, s2, s3, d0, d1, d2, d3);
    }
  }
}

/** Where row `i` of a thread begins in a packed left operand `depth` deep; the next unit is 16 bytes further. */
// @ts-ignore: decorator
@inline
export function packedRow(packed: usize, i: i32, depth: i32): usize {
  return packed + <usize>(i & ~3) * (<usize>depth << 2) + (<usize>(i & 3) << 2);
}

// @ts-ignore: decorator
@inline
export function loadUnits(wide: bool, from: usize): v128 {
  return wide ? v128.load(from) : v128.load32_splat(from);
}

// @ts-ignore: decorator
@inline
export function storeUnits(wide: bool, to: usize, x: v128): void {
  if (wide) v128.store(to, x);
  else v128.store32_lane(to, x, 0);
}

/** Spreads units of one row over a packed left operand [k][4]. */
// @ts-ignore: decorator
@inline
export function storePacked(wide: bool, to: usize, x: v128): void {
  v128.store32_lane(to, x, 0);
  if (!wide) return;
  v128.store32_lane(to, x, 1, 16);
  v128.store32_lane(to, x, 2, 32);
  v128.store32_lane(to, x, 3, 48);
}
