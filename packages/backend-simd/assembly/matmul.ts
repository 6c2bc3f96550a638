import { beat } from './control';
import { madd } from './math';
import { GROUP_ROWS, pack, packedRowsBytes, PANEL_BYTES, PANEL_COLUMNS, TILE_ROWS } from './pack';
import { EDGE_BYTES, panelProduct } from './panel-product';
import { share } from './share';
import { rowByPanels } from './tile';

// Blocks: a packed panel (256 × 8 or 16) stays in the first-level cache; a packed block of each operand, and the rows of C that they
// produce, in the second.
// @ts-ignore: decorator
@inline
const BLOCK_DEPTH: i32 = 256;
/** Small: each row of A and of C lies in pages of its own, and an Intel processor prefetches from at most 32 of them. */
// @ts-ignore: decorator
@inline
const BLOCK_ROWS: i32 = 2 * GROUP_ROWS;
/** Large: columns of A are gathered line by line, and memory is fetched fastest if a line is read to its end. */
// @ts-ignore: decorator
@inline
const BLOCK_GATHERED: i32 = 22 * GROUP_ROWS;
// @ts-ignore: decorator
@inline
const BLOCK_COLUMNS: i32 = 1024;

/** Scratch bytes that one thread needs for a product. */
export function matmulScratchBytes(): usize {
  return EDGE_BYTES + PANEL_BYTES + (<usize>(BLOCK_DEPTH * BLOCK_COLUMNS) << 2) + packedRowsBytes(BLOCK_GATHERED, BLOCK_DEPTH);
}

/**
 * One thread's share of C (M, N) = op(A) op(B) + initial.
 *
 * @param initial 0: zero; else the bias (N), or C itself when `accumulate`
 */
export function matmul(
  M: i32, N: i32, K: i32,
  a: usize, aStride: usize, aTransposed: bool,
  b: usize, bStride: usize, bTransposed: bool,
  c: usize, cStride: usize,
  bias: usize, accumulate: bool,
  scratch: usize, thread: i32, threads: i32,
): void {
  // The longer side is split, since every thread packs the operand on the other side for itself.
  const byRows = M >= N;
  const range = byRows ? share(M, TILE_ROWS, thread, threads) : share(N, PANEL_COLUMNS, thread, threads);
  const first = <i32>(range & 0xffffffff);
  const last = <i32>(range >> 32);
  const rowFirst = byRows ? first : 0;
  const rowLast = byRows ? last : M;
  const columnFirst = byRows ? 0 : first;
  const columnLast = byRows ? N : last;
  if (rowFirst >= rowLast || columnFirst >= columnLast) return;

  const block = aTransposed ? BLOCK_GATHERED : BLOCK_ROWS;
  const edge = scratch;
  const zeros = scratch + EDGE_BYTES;
  const packedB = zeros + PANEL_BYTES;
  const packedA = packedB + (<usize>(BLOCK_DEPTH * BLOCK_COLUMNS) << 2);
  memory.fill(zeros, 0, PANEL_BYTES);
  if (M == 1 && !bTransposed) {
    rowProduct(columnFirst, columnLast, K, a, b, bStride, c, accumulate ? c : bias == 0 ? zeros : bias, accumulate || bias != 0);
    return;
  }

  for (let column = columnFirst; column < columnLast; column += BLOCK_COLUMNS) {
    const columns = min(BLOCK_COLUMNS, columnLast - column);
    const wide = (columns + PANEL_COLUMNS - 1) / PANEL_COLUMNS * PANEL_COLUMNS;
    // With few columns, several blocks of B are packed at once, so that C is summed while it is in the cache.
    const deep = aTransposed ? BLOCK_DEPTH : BLOCK_COLUMNS / wide * BLOCK_DEPTH;
    for (let top = 0; top < K; top += deep) {
      const bottom = min(K, top + deep);
      for (let k = top; k < bottom; k += BLOCK_DEPTH) {
        const bFrom = bTransposed
          ? b + <usize>column * bStride + (<usize>k << 2)
          : b + <usize>k * bStride + (<usize>column << 2);
        const panels = packedB + (<usize>((k - top) * wide) << 2);
        pack(bFrom, bStride, !bTransposed, columns, min(BLOCK_DEPTH, bottom - k), PANEL_COLUMNS, panels);
      }
      for (let row = rowFirst; row < rowLast; row += block) {
        const rows = min(block, rowLast - row);
        for (let k = top; k < bottom; k += BLOCK_DEPTH) {
          beat();
          const depth = min(BLOCK_DEPTH, bottom - k);
          const fresh = k == 0 && !accumulate;
          const aFrom = aTransposed
            ? a + <usize>k * aStride + (<usize>row << 2)
            : a + <usize>row * aStride + (<usize>k << 2);
          pack(aFrom, aStride, aTransposed, rows, depth, GROUP_ROWS, packedA);
          for (let j = 0; j < columns; j += PANEL_COLUMNS) {
            const panel = packedB + (<usize>((k - top) * wide + j * depth) << 2);
            const to = c + <usize>row * cStride + (<usize>(column + j) << 2);
            const from = !fresh ? to : bias == 0 ? zeros : bias + (<usize>(column + j) << 2);
            panelProduct(packedA, panel, depth, rows, columns - j, from, fresh ? 0 : cStride, 0, to, cStride, edge);
          }
        }
      }
    }
  }
}

/**
 * Columns of a product with a single contiguous row, for which packing B would not pay.
 *
 * @param from initial values of the row: numbers for all columns (`spread`), or zeros for a panel
 */
function rowProduct(
  first: i32, last: i32, K: i32, a: usize, b: usize, bStride: usize, c: usize, from: usize, spread: bool,
): void {
  beat();
  const end = <usize>last << 2;
  let at = <usize>first << 2;
  for (; at + 4 * PANEL_BYTES <= end; at += 4 * PANEL_BYTES) {
    rowByPanels(a, b + at, PANEL_BYTES, bStride, K, spread ? from + at : from, spread ? PANEL_BYTES : 0, c + at);
  }
  for (; at < end; at += 4) {
    let sum = v128.load32_splat(spread ? from + at : from);
    for (let k = 0; k < K; k++) {
      sum = madd(v128.load32_splat(a + (<usize>k << 2)), v128.load32_splat(b + at + <usize>k * bStride), sum);
    }
    v128.store32_lane(c + at, sum, 0);
  }
}

/**
 * One row (K) × a right operand that was packed before: c (N) = a × B + bias (0: zero). Its panels are those of four blocks of ⌈N / 4⌉
 * columns, interleaved (see `packPanels`), so that its numbers are read in order.
 */
export function packedRow(
  N: i32, K: i32, a: usize, panels: usize, bias: usize, c: usize, scratch: usize, thread: i32, threads: i32,
): void {
  beat();
  const columns = (N + 3) / 4;
  const range = share((columns + PANEL_COLUMNS - 1) / PANEL_COLUMNS, 1, thread, threads);
  for (let panel = <i32>(range & 0xffffffff); panel < <i32>(range >> 32); panel++) {
    const first = panel * PANEL_COLUMNS;
    const width = min(PANEL_COLUMNS, columns - first);
    memory.fill(scratch, 0, 4 * PANEL_BYTES);
    for (let block = 0; bias != 0 && block < 4; block++) {
      const at = block * columns + first;
      memory.copy(scratch + <usize>block * PANEL_BYTES, bias + (<usize>at << 2), <usize>max(0, min(width, N - at)) << 2);
    }
    const from = panels + <usize>(panel * K) * 4 * PANEL_BYTES;
    rowByPanels(a, from, PANEL_BYTES, 4 * PANEL_BYTES, K, scratch, PANEL_BYTES, scratch);
    for (let block = 0; block < 4; block++) {
      const at = block * columns + first;
      memory.copy(c + (<usize>at << 2), scratch + <usize>block * PANEL_BYTES, <usize>max(0, min(width, N - at)) << 2);
    }
  }
}
