import { beat } from './control';
import { GROUP_ROWS, packedRowsBytes, packRows, PANEL_BYTES, PANEL_COLUMNS } from './pack';
import { EDGE_BYTES, groupProduct } from './panel-product';
import { rowByPanels } from './tile';

// Shared parts of the recurrent layers. A thread takes its rows of the batch through all time steps; tensors are time-major, so
// its rows of a step are one block.

/** Scratch bytes of one thread that has `rows` of the batch at most: an edge tile, and a step's packed rows. */
export function recurrentScratchBytes(rows: i32, H: i32): usize {
  return EDGE_BYTES + packedRowsBytes(rows, H);
}

/** Packs a thread's rows of H numbers, `stride` bytes apart, for the products of one step; a single row stays as it is. */
export function packStep(from: usize, stride: usize, H: i32, rows: i32, scratch: usize): void {
  if (rows == 1) memory.copy(scratch + EDGE_BYTES, from, <usize>H << 2);
  else packRows(from, stride, rows, H, scratch + EDGE_BYTES);
}

/**
 * One step's product for the rows packed last: `to` = start + rows × right. Goes group by group: each row lies in pages of its
 * own, and an Intel processor prefetches from at most 32 of them.
 *
 * @param panels packed right operand (depth, columns)
 * @param from initial values of the rows, `fromStride` bytes apart (0: the same for each); may be `to`
 * @param tokens 0, or for each row the index of the row of `from` that it starts from
 */
export function stepProduct(
  panels: usize, depth: i32, rows: i32, columns: i32,
  from: usize, fromStride: usize, tokens: usize,
  to: usize, toStride: usize, scratch: usize,
): void {
  if (rows == 1) {
    rowProduct(panels, depth, columns, tokens == 0 ? from : from + <usize>load<i32>(tokens) * fromStride, to, scratch);
    return;
  }
  for (let row = 0; row < rows; row += GROUP_ROWS) {
    beat();
    const left = scratch + EDGE_BYTES + (<usize>(row * depth) << 2);
    const groupFrom = tokens == 0 ? from + <usize>row * fromStride : from;
    const picks: usize = tokens == 0 ? 0 : tokens + (<usize>row << 2);
    groupProduct(
      left, panels, depth, min(rows - row, GROUP_ROWS), columns, groupFrom, fromStride, picks, to + <usize>row * toStride, toStride, scratch,
    );
  }
}

/** `stepProduct` of a single row: four panels at once, then the rest through the edge tile, each computed four times. */
function rowProduct(panels: usize, depth: i32, columns: i32, from: usize, to: usize, scratch: usize): void {
  beat();
  const left = scratch + EDGE_BYTES;
  const panelBytes = <usize>depth * PANEL_BYTES;
  const end = <usize>columns << 2;
  let at: usize = 0;
  for (; at + 4 * PANEL_BYTES <= end; at += 4 * PANEL_BYTES) {
    rowByPanels(left, panels + at * <usize>depth, panelBytes, PANEL_BYTES, depth, from + at, PANEL_BYTES, to + at);
  }
  for (; at < end; at += PANEL_BYTES) {
    const bytes = min(end - at, PANEL_BYTES);
    memory.copy(scratch, from + at, bytes);
    rowByPanels(left, panels + at * <usize>depth, 0, PANEL_BYTES, depth, scratch, 0, scratch);
    memory.copy(to + at, scratch, bytes);
  }
}

/**
 * Adds to `to` (rows, H) the products of each gate's part of `left` with the transposed recurrent kernel: one gate after the other, so
 * that a panel stays in the first-level cache.
 *
 * @param left rows of gates × H numbers; @param panels gate by gate (H, H)
 */
export function addGateProducts(left: usize, panels: usize, gates: i32, H: i32, rows: i32, to: usize, scratch: usize): void {
  const rowBytes = <usize>H << 2;
  const gatePanels = rowBytes * <usize>((H + PANEL_COLUMNS - 1) / PANEL_COLUMNS * PANEL_COLUMNS);
  for (let gate = 0; gate < gates; gate++) {
    packStep(left + <usize>gate * rowBytes, rowBytes * <usize>gates, H, rows, scratch);
    stepProduct(panels + <usize>gate * gatePanels, H, rows, H, to, rowBytes, 0, to, rowBytes, scratch);
  }
}
