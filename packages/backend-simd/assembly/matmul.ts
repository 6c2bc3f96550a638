import { pack, PANEL_COLUMNS, TILE_ROWS } from './pack';
import { EDGE_BYTES, edgeTile, tile } from './tile';

// Blocks: a packed panel (256 × 8) stays in the first-level cache, a packed block of the left operand in the second.
// @ts-ignore: decorator
@inline
const BLOCK_DEPTH: i32 = 256;
// @ts-ignore: decorator
@inline
const BLOCK_ROWS: i32 = 64;
// @ts-ignore: decorator
@inline
const BLOCK_COLUMNS: i32 = 1024;

/** Scratch bytes that one thread needs for a product. */
export function matmulScratchBytes(): usize {
  return EDGE_BYTES + 32 + (<usize>(BLOCK_DEPTH * (BLOCK_COLUMNS + BLOCK_ROWS)) << 2);
}

/** The share of `thread` of `count` things, in units: [first, last) packed into one number, low half first. */
export function share(count: i32, unit: i32, thread: i32, threads: i32): u64 {
  const units = (count + unit - 1) / unit;
  const first = (units * thread) / threads * unit;
  const last = min((units * (thread + 1)) / threads * unit, count);
  return <u64>first | ((<u64>last) << 32);
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
  const packedA = zeros + 32;
  const packedB = packedA + (<usize>(BLOCK_DEPTH * BLOCK_ROWS) << 2);
  memory.fill(zeros, 0, 32);

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
        const aFrom = aTransposed ? a + <usize>k * aStride + (<usize>row << 2) : a + <usize>row * aStride + (<usize>k << 2);
        pack(aFrom, aStride, aTransposed, rows, depth, TILE_ROWS, packedA);
        for (let j = 0; j < columns; j += PANEL_COLUMNS) {
          const panel = packedB + <usize>j * (<usize>depth << 2);
          const present = columns - j;
          const cColumn = c + (<usize>(column + j) << 2);
          const start = fresh ? (bias == 0 ? zeros : bias + (<usize>(column + j) << 2)) : 0;
          for (let i = 0; i < rows; i += TILE_ROWS) {
            const left = packedA + <usize>i * (<usize>depth << 2);
            const d0 = cColumn + <usize>(row + i) * cStride;
            const d1 = d0 + cStride;
            const d2 = d1 + cStride;
            const d3 = d2 + cStride;
            const s0 = fresh ? start : d0;
            const s1 = fresh ? start : d1;
            const s2 = fresh ? start : d2;
            const s3 = fresh ? start : d3;
            if (present >= PANEL_COLUMNS && rows - i >= TILE_ROWS) {
              tile(left, panel, depth, s0, s1, s2, s3, d0, d1, d2, d3);
            } else {
              edgeTile(
                left, panel, depth, min(rows - i, TILE_ROWS), min(present, PANEL_COLUMNS), edge,
                s0, s1, s2, s3, d0, d1, d2, d3,
              );
            }
          }
        }
      }
    }
  }
}
