import { GROUP_ROWS, pack, PANEL_COLUMNS, TILE_ROWS } from './pack';
import { share } from './share';
import { EDGE_BYTES, panelProduct } from './tile';

// Blocks: a packed panel (256 × 8 or 16) stays in the first-level cache, a packed block of the left operand in the second.
// @ts-ignore: decorator
@inline
const BLOCK_DEPTH: i32 = 256;
// @ts-ignore: decorator
@inline
const BLOCK_ROWS: i32 = 6 * GROUP_ROWS;
// @ts-ignore: decorator
@inline
const BLOCK_COLUMNS: i32 = 1024;

/** Scratch bytes that one thread needs for a product. */
export function matmulScratchBytes(): usize {
  return EDGE_BYTES + PANEL_COLUMNS * 4 + (<usize>(BLOCK_DEPTH * (BLOCK_COLUMNS + BLOCK_ROWS)) << 2);
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
  // The longer side is split: the operand on the other side is what every thread packs for itself.
  const byRows = M >= N;
  const range = byRows ? share(M, TILE_ROWS, thread, threads) : share(N, PANEL_COLUMNS, thread, threads);
  const first = <i32>(range & 0xffffffff);
  const last = <i32>(range >> 32);
  const rowFirst = byRows ? first : 0;
  const rowLast = byRows ? last : M;
  const columnFirst = byRows ? 0 : first;
  const columnLast = byRows ? N : last;
  if (rowFirst >= rowLast || columnFirst >= columnLast) return;

  const edge = scratch;
  const zeros = scratch + EDGE_BYTES;
  const packedA = zeros + PANEL_COLUMNS * 4;
  const packedB = packedA + (<usize>(BLOCK_DEPTH * BLOCK_ROWS) << 2);
  memory.fill(zeros, 0, PANEL_COLUMNS * 4);

  for (let column = columnFirst; column < columnLast; column += BLOCK_COLUMNS) {
    const columns = min(BLOCK_COLUMNS, columnLast - column);
    for (let k = 0; k < K; k += BLOCK_DEPTH) {
      const depth = min(BLOCK_DEPTH, K - k);
      const bFrom = bTransposed
        ? b + <usize>column * bStride + (<usize>k << 2)
        : b + <usize>k * bStride + (<usize>column << 2);
      pack(bFrom, bStride, !bTransposed, columns, depth, PANEL_COLUMNS, packedB);
      const fresh = k == 0 && !accumulate;
      for (let row = rowFirst; row < rowLast; row += BLOCK_ROWS) {
        const rows = min(BLOCK_ROWS, rowLast - row);
        // Rows of A are read where they lie; its columns are gathered first, or each number would cost a cache line.
        if (aTransposed) pack(a + <usize>k * aStride + (<usize>row << 2), aStride, true, rows, depth, GROUP_ROWS, packedA);
        for (let j = 0; j < columns; j += PANEL_COLUMNS) {
          const panel = packedB + <usize>j * (<usize>depth << 2);
          const present = columns - j;
          const to = c + <usize>row * cStride + (<usize>(column + j) << 2);
          const from = !fresh ? to : bias == 0 ? zeros : bias + (<usize>(column + j) << 2);
          const fromStride = fresh ? 0 : cStride;
          if (!aTransposed) {
            const left = a + <usize>row * aStride + (<usize>k << 2);
            panelProduct(left, aStride, 4, panel, depth, rows, present, from, fromStride, 0, to, cStride, edge);
            continue;
          }
          for (let i = 0; i < rows; i += GROUP_ROWS) {
            const left = packedA + <usize>i * (<usize>depth << 2);
            panelProduct(
              left, 4, GROUP_ROWS * 4, panel, depth, min(rows - i, GROUP_ROWS), present,
              from + <usize>i * fromStride, fromStride, 0, to + <usize>i * cStride, cStride, edge,
            );
          }
        }
      }
    }
  }
}
