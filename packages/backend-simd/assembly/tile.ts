import { madd } from './math';
import { PANEL_COLUMNS, TILE_ROWS } from './pack';

/**
 * The inner loop of every product: a tile of 4 rows and as many columns as a panel has, `depth` deep, all in accumulators.
 *
 * @param l0 row 0 of the left operand, whose numbers lie `step` bytes apart; likewise l1…l3. It need not be packed
 * @param right packed panel [depth][PANEL_COLUMNS]
 * @param s0 where row 0 starts from: bias, pre-activations or what was summed before; likewise s1…s3
 * @param d0 where row 0 goes; likewise d1…d3
 */
// @ts-ignore: decorator
@inline
export function tile(
  l0: usize, l1: usize, l2: usize, l3: usize, step: usize, right: usize, depth: i32,
  s0: usize, s1: usize, s2: usize, s3: usize,
  d0: usize, d1: usize, d2: usize, d3: usize,
): void {
  if (PANEL_COLUMNS == 16) wideTile(l0, l1, l2, l3, step, right, depth, s0, s1, s2, s3, d0, d1, d2, d3);
  else narrowTile(l0, l1, l2, l3, step, right, depth, s0, s1, s2, s3, d0, d1, d2, d3);
}

/**
 * 4 × 8 for machines of 128 bits: 8 accumulators, two vectors of the panel and one broadcast make 11 live registers of the
 * 16 of x86. A larger tile spills, and so does unrolling.
 */
function narrowTile(
  l0: usize, l1: usize, l2: usize, l3: usize, step: usize, right: usize, depth: i32,
  s0: usize, s1: usize, s2: usize, s3: usize,
  d0: usize, d1: usize, d2: usize, d3: usize,
): void {
  let c00 = v128.load(s0), c01 = v128.load(s0, 16);
  let c10 = v128.load(s1), c11 = v128.load(s1, 16);
  let c20 = v128.load(s2), c21 = v128.load(s2, 16);
  let c30 = v128.load(s3), c31 = v128.load(s3, 16);
  const end = right + (<usize>depth << 5);
  while (right < end) {
    const b0 = v128.load(right);
    const b1 = v128.load(right, 16);
    const a0 = v128.load32_splat(l0);
    c00 = madd(a0, b0, c00);
    c01 = madd(a0, b1, c01);
    const a1 = v128.load32_splat(l1);
    c10 = madd(a1, b0, c10);
    c11 = madd(a1, b1, c11);
    const a2 = v128.load32_splat(l2);
    c20 = madd(a2, b0, c20);
    c21 = madd(a2, b1, c21);
    const a3 = v128.load32_splat(l3);
    c30 = madd(a3, b0, c30);
    c31 = madd(a3, b1, c31);
    l0 += step; l1 += step; l2 += step; l3 += step;
    right += 32;
  }
  v128.store(d0, c00); v128.store(d0, c01, 16);
  v128.store(d1, c10); v128.store(d1, c11, 16);
  v128.store(d2, c20); v128.store(d2, c21, 16);
  v128.store(d3, c30); v128.store(d3, c31, 16);
}

/**
 * 4 × 16 for V8 that joins neighbouring vectors to 256 bits: then 8 accumulators, just enough to hide the latency of two
 * multiply-adds per cycle. The two vectors of each pair are used alike from load to store, or V8 would not join them.
 */
function wideTile(
  l0: usize, l1: usize, l2: usize, l3: usize, step: usize, right: usize, depth: i32,
  s0: usize, s1: usize, s2: usize, s3: usize,
  d0: usize, d1: usize, d2: usize, d3: usize,
): void {
  let c00 = v128.load(s0), c01 = v128.load(s0, 16), c02 = v128.load(s0, 32), c03 = v128.load(s0, 48);
  let c10 = v128.load(s1), c11 = v128.load(s1, 16), c12 = v128.load(s1, 32), c13 = v128.load(s1, 48);
  let c20 = v128.load(s2), c21 = v128.load(s2, 16), c22 = v128.load(s2, 32), c23 = v128.load(s2, 48);
  let c30 = v128.load(s3), c31 = v128.load(s3, 16), c32 = v128.load(s3, 32), c33 = v128.load(s3, 48);
  const end = right + (<usize>depth << 6);
  while (right < end) {
    const b0 = v128.load(right);
    const b1 = v128.load(right, 16);
    const b2 = v128.load(right, 32);
    const b3 = v128.load(right, 48);
    const a0 = v128.load32_splat(l0);
    c00 = madd(a0, b0, c00);
    c01 = madd(a0, b1, c01);
    c02 = madd(a0, b2, c02);
    c03 = madd(a0, b3, c03);
    const a1 = v128.load32_splat(l1);
    c10 = madd(a1, b0, c10);
    c11 = madd(a1, b1, c11);
    c12 = madd(a1, b2, c12);
    c13 = madd(a1, b3, c13);
    const a2 = v128.load32_splat(l2);
    c20 = madd(a2, b0, c20);
    c21 = madd(a2, b1, c21);
    c22 = madd(a2, b2, c22);
    c23 = madd(a2, b3, c23);
    const a3 = v128.load32_splat(l3);
    c30 = madd(a3, b0, c30);
    c31 = madd(a3, b1, c31);
    c32 = madd(a3, b2, c32);
    c33 = madd(a3, b3, c33);
    l0 += step; l1 += step; l2 += step; l3 += step;
    right += 64;
  }
  v128.store(d0, c00); v128.store(d0, c01, 16); v128.store(d0, c02, 32); v128.store(d0, c03, 48);
  v128.store(d1, c10); v128.store(d1, c11, 16); v128.store(d1, c12, 32); v128.store(d1, c13, 48);
  v128.store(d2, c20); v128.store(d2, c21, 16); v128.store(d2, c22, 32); v128.store(d2, c23, 48);
  v128.store(d3, c30); v128.store(d3, c31, 16); v128.store(d3, c32, 32); v128.store(d3, c33, 48);
}

/** Bytes that `edgeTile` needs for itself. */
// @ts-ignore: decorator
@inline
export const EDGE_BYTES: usize = TILE_ROWS * PANEL_COLUMNS * 4;

/**
 * The same where only `rows` × `columns` of the tile exist: it goes through `edge`, a tile of scratch.
 *
 * @param next bytes from one row of the left operand to the next
 */
export function edgeTile(
  left: usize, next: usize, step: usize, right: usize, depth: i32, rows: i32, columns: i32, edge: usize,
  s0: usize, s1: usize, s2: usize, s3: usize,
  d0: usize, d1: usize, d2: usize, d3: usize,
): void {
  const bytes = <usize>columns << 2;
  const e1 = edge + PANEL_COLUMNS * 4;
  const e2 = e1 + PANEL_COLUMNS * 4;
  const e3 = e2 + PANEL_COLUMNS * 4;
  memory.fill(edge, 0, EDGE_BYTES);
  memory.copy(edge, s0, bytes);
  if (rows > 1) memory.copy(e1, s1, bytes);
  if (rows > 2) memory.copy(e2, s2, bytes);
  if (rows > 3) memory.copy(e3, s3, bytes);
  // A row that does not exist is read from the last that does.
  const l1 = rows > 1 ? left + next : left;
  const l2 = rows > 2 ? l1 + next : l1;
  const l3 = rows > 3 ? l2 + next : l2;
  tile(left, l1, l2, l3, step, right, depth, edge, e1, e2, e3, edge, e1, e2, e3);
  memory.copy(d0, edge, bytes);
  if (rows > 1) memory.copy(d1, e1, bytes);
  if (rows > 2) memory.copy(d2, e2, bytes);
  if (rows > 3) memory.copy(d3, e3, bytes);
}
