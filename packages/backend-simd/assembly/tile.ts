import { madd } from './math';

/**
 * The inner loop of every product: a tile of 4 rows × 8 columns, `depth` deep, in 8 accumulators. With the two vectors of
 * the panel and one broadcast that makes 11 live registers of the 16 of x86; a larger tile spills, and so does unrolling.
 *
 * @param left packed tile [depth][4]; @param right packed panel [depth][8]
 * @param s0 where row 0 starts from (8 floats): bias, pre-activations or what was summed before; likewise s1…s3
 * @param d0 where row 0 goes; likewise d1…d3
 */
export function tile(
  left: usize, right: usize, depth: i32,
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
    const a0 = v128.load32_splat(left);
    c00 = madd(a0, b0, c00);
    c01 = madd(a0, b1, c01);
    const a1 = v128.load32_splat(left, 4);
    c10 = madd(a1, b0, c10);
    c11 = madd(a1, b1, c11);
    const a2 = v128.load32_splat(left, 8);
    c20 = madd(a2, b0, c20);
    c21 = madd(a2, b1, c21);
    const a3 = v128.load32_splat(left, 12);
    c30 = madd(a3, b0, c30);
    c31 = madd(a3, b1, c31);
    left += 16;
    right += 32;
  }
  v128.store(d0, c00); v128.store(d0, c01, 16);
  v128.store(d1, c10); v128.store(d1, c11, 16);
  v128.store(d2, c20); v128.store(d2, c21, 16);
  v128.store(d3, c30); v128.store(d3, c31, 16);
}

/** Bytes that `edgeTile` needs for itself. */
// @ts-ignore: decorator
@inline
export const EDGE_BYTES: usize = 4 * 32;

/** The same where only `rows` × `columns` of the tile exist: it goes through `edge`, 4 × 8 numbers of scratch. */
export function edgeTile(
  left: usize, right: usize, depth: i32, rows: i32, columns: i32, edge: usize,
  s0: usize, s1: usize, s2: usize, s3: usize,
  d0: usize, d1: usize, d2: usize, d3: usize,
): void {
  const bytes = <usize>columns << 2;
  memory.fill(edge, 0, EDGE_BYTES);
  memory.copy(edge, s0, bytes);
  if (rows > 1) memory.copy(edge + 32, s1, bytes);
  if (rows > 2) memory.copy(edge + 64, s2, bytes);
  if (rows > 3) memory.copy(edge + 96, s3, bytes);
  tile(left, right, depth, edge, edge + 32, edge + 64, edge + 96, edge, edge + 32, edge + 64, edge + 96);
  memory.copy(d0, edge, bytes);
  if (rows > 1) memory.copy(d1, edge + 32, bytes);
  if (rows > 2) memory.copy(d2, edge + 64, bytes);
  if (rows > 3) memory.copy(d3, edge + 96, bytes);
}
