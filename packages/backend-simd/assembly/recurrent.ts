import { PANEL_COLUMNS, TILE_ROWS } from './pack';
import { EDGE_BYTES, edgeTile, tile } from './tile';

// What the recurrent layers share. A thread takes its rows of the batch through all time steps; tensors are time-major, so
// its rows of a step are one block, and serve as the left operand of the next step's product where they lie.
// The gate loops go over the units of one row, several at a time, then one by one.

/** Scratch bytes of one thread: an edge tile and a row of zeros. */
export function recurrentScratchBytes(): usize {
  return EDGE_BYTES + PANEL_COLUMNS * 4;
}

/**
 * One step's product for a thread's rows: `to` = start + left × right.
 *
 * @param left rows of `depth` numbers, `leftStride` bytes apart; @param panels packed right operand (depth, columns)
 * @param from where the rows start from, `fromStride` bytes apart (0: the same for each); may be `to`
 * @param tokens 0, or which row of `from` each row starts from
 */
export function stepProduct(
  left: usize, leftStride: usize, panels: usize, depth: i32, rows: i32, columns: i32,
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
      const l0 = left + <usize>i * leftStride;
      if (rows - i >= TILE_ROWS && columns - j >= PANEL_COLUMNS) {
        const l1 = l0 + leftStride, l2 = l1 + leftStride, l3 = l2 + leftStride;
        tile(l0, l1, l2, l3, 4, panel, depth, s0, s1, s2, s3, d0, d1, d2, d3);
      } else {
        edgeTile(
          l0, leftStride, 4, panel, depth, min(rows - i, TILE_ROWS), min(columns - j, PANEL_COLUMNS), edge,
          s0, s1, s2, s3, d0, d1, d2, d3,
        );
      }
    }
  }
}

/**
 * Adds to `to` (rows, H) the products of each gate's part of `left` with the transposed recurrent kernel: one gate after the other, so
 * that a panel stays in the first-level cache.
 *
 * @param left rows of gates × H numbers; @param panels gate by gate (H, H)
 */
export function addGateProducts(left: usize, panels: usize, gates: i32, H: i32, rows: i32, to: usize, edge: usize): void {
  const rowBytes = <usize>H << 2;
  const gatePanels = rowBytes * <usize>((H + PANEL_COLUMNS - 1) / PANEL_COLUMNS * PANEL_COLUMNS);
  for (let gate = 0; gate < gates; gate++) {
    stepProduct(
      left + <usize>gate * rowBytes, rowBytes * <usize>gates, panels + <usize>gate * gatePanels, H, rows, H,
      to, rowBytes, 0, to, rowBytes, edge,
    );
  }
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
