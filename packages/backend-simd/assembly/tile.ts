import { madd } from './math';
import { GROUP_BYTES, PANEL_BYTES, PANEL_COLUMNS } from './pack';

// The inner loops of every product: a tile of 6 or 4 rows and as many columns as a panel has, or of 2 rows and two panels, all in
// accumulators.
//   left: packed group [depth][GROUP_ROWS], of which the tile takes the rows that follow
//   right: packed panel [depth][PANEL_COLUMNS]
//   s0… where a row starts from: bias, pre-activations or what was summed before
// A panel is two registers wide, of 128 bits, or of 256 where V8 joins neighboring vectors: it does so where both of a pair are
// used alike from load to store. Six rows are twelve accumulators, which with two registers of the panel and one of the left
// operand fill what V8 gives out of the 16 of x86; four rows cannot quite hide the latency. A larger tile spills. Without a fused
// multiply-add the product needs a register more, and four rows are best.
// The first step comes before the loop: V8 computes an address for each number of the left operand, and keeps them in registers only
// when it has met them before. Two additions are then all that a step has beside its loads and products.
// Wide tiles take four steps a round, since V8 looks at the stack once in each. The steps are kept apart by a branch: in one
// piece, and in narrow tiles, it would mix them and spill.

// @ts-ignore: decorator
@inline
const WIDE: bool = PANEL_COLUMNS == 16;
// The third and fourth vector of a row, which narrow panels do not have.
// @ts-ignore: decorator
@inline
function third(row: usize): v128 {
  return WIDE ? v128.load(row, 32) : f32x4.splat(0);
}
// @ts-ignore: decorator
@inline
function fourth(row: usize): v128 {
  return WIDE ? v128.load(row, 48) : f32x4.splat(0);
}

/** Six rows × one panel. */
export function tallTile(
  left: usize, right: usize, depth: i32,
  s0: usize, s1: usize, s2: usize, s3: usize, s4: usize, s5: usize,
  to: usize, toStride: usize,
): void {
  let c00 = v128.load(s0), c01 = v128.load(s0, 16), c02 = third(s0), c03 = fourth(s0);
  let c10 = v128.load(s1), c11 = v128.load(s1, 16), c12 = third(s1), c13 = fourth(s1);
  let c20 = v128.load(s2), c21 = v128.load(s2, 16), c22 = third(s2), c23 = fourth(s2);
  let c30 = v128.load(s3), c31 = v128.load(s3, 16), c32 = third(s3), c33 = fourth(s3);
  let c40 = v128.load(s4), c41 = v128.load(s4, 16), c42 = third(s4), c43 = fourth(s4);
  let c50 = v128.load(s5), c51 = v128.load(s5, 16), c52 = third(s5), c53 = fourth(s5);
  const end = right + <usize>depth * PANEL_BYTES;
  let a: v128, b0: v128, b1: v128, b2: v128, b3: v128;
  b0 = v128.load(right); b1 = v128.load(right, 16); b2 = third(right); b3 = fourth(right);
  a = v128.load32_splat(left); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01); if (WIDE) { c02 = madd(a, b2, c02); c03 = madd(a, b3, c03); }
  a = v128.load32_splat(left, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11); if (WIDE) { c12 = madd(a, b2, c12); c13 = madd(a, b3, c13); }
  a = v128.load32_splat(left, 8); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21); if (WIDE) { c22 = madd(a, b2, c22); c23 = madd(a, b3, c23); }
  a = v128.load32_splat(left, 12); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31); if (WIDE) { c32 = madd(a, b2, c32); c33 = madd(a, b3, c33); }
  a = v128.load32_splat(left, 16); c40 = madd(a, b0, c40); c41 = madd(a, b1, c41); if (WIDE) { c42 = madd(a, b2, c42); c43 = madd(a, b3, c43); }
  a = v128.load32_splat(left, 20); c50 = madd(a, b0, c50); c51 = madd(a, b1, c51); if (WIDE) { c52 = madd(a, b2, c52); c53 = madd(a, b3, c53); }
  left += GROUP_BYTES; right += PANEL_BYTES;
  while (right < end) {
    b0 = v128.load(right); b1 = v128.load(right, 16); b2 = third(right); b3 = fourth(right);
    a = v128.load32_splat(left); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01); if (WIDE) { c02 = madd(a, b2, c02); c03 = madd(a, b3, c03); }
    a = v128.load32_splat(left, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11); if (WIDE) { c12 = madd(a, b2, c12); c13 = madd(a, b3, c13); }
    a = v128.load32_splat(left, 8); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21); if (WIDE) { c22 = madd(a, b2, c22); c23 = madd(a, b3, c23); }
    a = v128.load32_splat(left, 12); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31); if (WIDE) { c32 = madd(a, b2, c32); c33 = madd(a, b3, c33); }
    a = v128.load32_splat(left, 16); c40 = madd(a, b0, c40); c41 = madd(a, b1, c41); if (WIDE) { c42 = madd(a, b2, c42); c43 = madd(a, b3, c43); }
    a = v128.load32_splat(left, 20); c50 = madd(a, b0, c50); c51 = madd(a, b1, c51); if (WIDE) { c52 = madd(a, b2, c52); c53 = madd(a, b3, c53); }
    left += GROUP_BYTES; right += PANEL_BYTES;
    if (WIDE) {
      if (right >= end) break;
      b0 = v128.load(right); b1 = v128.load(right, 16); b2 = third(right); b3 = fourth(right);
      a = v128.load32_splat(left); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01); if (WIDE) { c02 = madd(a, b2, c02); c03 = madd(a, b3, c03); }
      a = v128.load32_splat(left, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11); if (WIDE) { c12 = madd(a, b2, c12); c13 = madd(a, b3, c13); }
      a = v128.load32_splat(left, 8); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21); if (WIDE) { c22 = madd(a, b2, c22); c23 = madd(a, b3, c23); }
      a = v128.load32_splat(left, 12); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31); if (WIDE) { c32 = madd(a, b2, c32); c33 = madd(a, b3, c33); }
      a = v128.load32_splat(left, 16); c40 = madd(a, b0, c40); c41 = madd(a, b1, c41); if (WIDE) { c42 = madd(a, b2, c42); c43 = madd(a, b3, c43); }
      a = v128.load32_splat(left, 20); c50 = madd(a, b0, c50); c51 = madd(a, b1, c51); if (WIDE) { c52 = madd(a, b2, c52); c53 = madd(a, b3, c53); }
      left += GROUP_BYTES; right += PANEL_BYTES;
      if (right >= end) break;
      b0 = v128.load(right); b1 = v128.load(right, 16); b2 = third(right); b3 = fourth(right);
      a = v128.load32_splat(left); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01); if (WIDE) { c02 = madd(a, b2, c02); c03 = madd(a, b3, c03); }
      a = v128.load32_splat(left, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11); if (WIDE) { c12 = madd(a, b2, c12); c13 = madd(a, b3, c13); }
      a = v128.load32_splat(left, 8); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21); if (WIDE) { c22 = madd(a, b2, c22); c23 = madd(a, b3, c23); }
      a = v128.load32_splat(left, 12); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31); if (WIDE) { c32 = madd(a, b2, c32); c33 = madd(a, b3, c33); }
      a = v128.load32_splat(left, 16); c40 = madd(a, b0, c40); c41 = madd(a, b1, c41); if (WIDE) { c42 = madd(a, b2, c42); c43 = madd(a, b3, c43); }
      a = v128.load32_splat(left, 20); c50 = madd(a, b0, c50); c51 = madd(a, b1, c51); if (WIDE) { c52 = madd(a, b2, c52); c53 = madd(a, b3, c53); }
      left += GROUP_BYTES; right += PANEL_BYTES;
      if (right >= end) break;
      b0 = v128.load(right); b1 = v128.load(right, 16); b2 = third(right); b3 = fourth(right);
      a = v128.load32_splat(left); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01); if (WIDE) { c02 = madd(a, b2, c02); c03 = madd(a, b3, c03); }
      a = v128.load32_splat(left, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11); if (WIDE) { c12 = madd(a, b2, c12); c13 = madd(a, b3, c13); }
      a = v128.load32_splat(left, 8); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21); if (WIDE) { c22 = madd(a, b2, c22); c23 = madd(a, b3, c23); }
      a = v128.load32_splat(left, 12); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31); if (WIDE) { c32 = madd(a, b2, c32); c33 = madd(a, b3, c33); }
      a = v128.load32_splat(left, 16); c40 = madd(a, b0, c40); c41 = madd(a, b1, c41); if (WIDE) { c42 = madd(a, b2, c42); c43 = madd(a, b3, c43); }
      a = v128.load32_splat(left, 20); c50 = madd(a, b0, c50); c51 = madd(a, b1, c51); if (WIDE) { c52 = madd(a, b2, c52); c53 = madd(a, b3, c53); }
      left += GROUP_BYTES; right += PANEL_BYTES;
    }
  }
  const d0 = to;
  v128.store(d0, c00); v128.store(d0, c01, 16); if (WIDE) { v128.store(d0, c02, 32); v128.store(d0, c03, 48); }
  const d1 = d0 + toStride;
  v128.store(d1, c10); v128.store(d1, c11, 16); if (WIDE) { v128.store(d1, c12, 32); v128.store(d1, c13, 48); }
  const d2 = d1 + toStride;
  v128.store(d2, c20); v128.store(d2, c21, 16); if (WIDE) { v128.store(d2, c22, 32); v128.store(d2, c23, 48); }
  const d3 = d2 + toStride;
  v128.store(d3, c30); v128.store(d3, c31, 16); if (WIDE) { v128.store(d3, c32, 32); v128.store(d3, c33, 48); }
  const d4 = d3 + toStride;
  v128.store(d4, c40); v128.store(d4, c41, 16); if (WIDE) { v128.store(d4, c42, 32); v128.store(d4, c43, 48); }
  const d5 = d4 + toStride;
  v128.store(d5, c50); v128.store(d5, c51, 16); if (WIDE) { v128.store(d5, c52, 32); v128.store(d5, c53, 48); }
}

/** Four rows × one panel. */
export function tile(
  left: usize, right: usize, depth: i32, s0: usize, s1: usize, s2: usize, s3: usize, to: usize, toStride: usize,
): void {
  let c00 = v128.load(s0), c01 = v128.load(s0, 16), c02 = third(s0), c03 = fourth(s0);
  let c10 = v128.load(s1), c11 = v128.load(s1, 16), c12 = third(s1), c13 = fourth(s1);
  let c20 = v128.load(s2), c21 = v128.load(s2, 16), c22 = third(s2), c23 = fourth(s2);
  let c30 = v128.load(s3), c31 = v128.load(s3, 16), c32 = third(s3), c33 = fourth(s3);
  const end = right + <usize>depth * PANEL_BYTES;
  let a: v128, b0: v128, b1: v128, b2: v128, b3: v128;
  b0 = v128.load(right); b1 = v128.load(right, 16); b2 = third(right); b3 = fourth(right);
  a = v128.load32_splat(left); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01); if (WIDE) { c02 = madd(a, b2, c02); c03 = madd(a, b3, c03); }
  a = v128.load32_splat(left, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11); if (WIDE) { c12 = madd(a, b2, c12); c13 = madd(a, b3, c13); }
  a = v128.load32_splat(left, 8); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21); if (WIDE) { c22 = madd(a, b2, c22); c23 = madd(a, b3, c23); }
  a = v128.load32_splat(left, 12); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31); if (WIDE) { c32 = madd(a, b2, c32); c33 = madd(a, b3, c33); }
  left += GROUP_BYTES; right += PANEL_BYTES;
  while (right < end) {
    b0 = v128.load(right); b1 = v128.load(right, 16); b2 = third(right); b3 = fourth(right);
    a = v128.load32_splat(left); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01); if (WIDE) { c02 = madd(a, b2, c02); c03 = madd(a, b3, c03); }
    a = v128.load32_splat(left, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11); if (WIDE) { c12 = madd(a, b2, c12); c13 = madd(a, b3, c13); }
    a = v128.load32_splat(left, 8); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21); if (WIDE) { c22 = madd(a, b2, c22); c23 = madd(a, b3, c23); }
    a = v128.load32_splat(left, 12); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31); if (WIDE) { c32 = madd(a, b2, c32); c33 = madd(a, b3, c33); }
    left += GROUP_BYTES; right += PANEL_BYTES;
    if (WIDE) {
      if (right >= end) break;
      b0 = v128.load(right); b1 = v128.load(right, 16); b2 = third(right); b3 = fourth(right);
      a = v128.load32_splat(left); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01); if (WIDE) { c02 = madd(a, b2, c02); c03 = madd(a, b3, c03); }
      a = v128.load32_splat(left, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11); if (WIDE) { c12 = madd(a, b2, c12); c13 = madd(a, b3, c13); }
      a = v128.load32_splat(left, 8); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21); if (WIDE) { c22 = madd(a, b2, c22); c23 = madd(a, b3, c23); }
      a = v128.load32_splat(left, 12); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31); if (WIDE) { c32 = madd(a, b2, c32); c33 = madd(a, b3, c33); }
      left += GROUP_BYTES; right += PANEL_BYTES;
      if (right >= end) break;
      b0 = v128.load(right); b1 = v128.load(right, 16); b2 = third(right); b3 = fourth(right);
      a = v128.load32_splat(left); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01); if (WIDE) { c02 = madd(a, b2, c02); c03 = madd(a, b3, c03); }
      a = v128.load32_splat(left, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11); if (WIDE) { c12 = madd(a, b2, c12); c13 = madd(a, b3, c13); }
      a = v128.load32_splat(left, 8); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21); if (WIDE) { c22 = madd(a, b2, c22); c23 = madd(a, b3, c23); }
      a = v128.load32_splat(left, 12); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31); if (WIDE) { c32 = madd(a, b2, c32); c33 = madd(a, b3, c33); }
      left += GROUP_BYTES; right += PANEL_BYTES;
      if (right >= end) break;
      b0 = v128.load(right); b1 = v128.load(right, 16); b2 = third(right); b3 = fourth(right);
      a = v128.load32_splat(left); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01); if (WIDE) { c02 = madd(a, b2, c02); c03 = madd(a, b3, c03); }
      a = v128.load32_splat(left, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11); if (WIDE) { c12 = madd(a, b2, c12); c13 = madd(a, b3, c13); }
      a = v128.load32_splat(left, 8); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21); if (WIDE) { c22 = madd(a, b2, c22); c23 = madd(a, b3, c23); }
      a = v128.load32_splat(left, 12); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31); if (WIDE) { c32 = madd(a, b2, c32); c33 = madd(a, b3, c33); }
      left += GROUP_BYTES; right += PANEL_BYTES;
    }
  }
  const d0 = to;
  v128.store(d0, c00); v128.store(d0, c01, 16); if (WIDE) { v128.store(d0, c02, 32); v128.store(d0, c03, 48); }
  const d1 = d0 + toStride;
  v128.store(d1, c10); v128.store(d1, c11, 16); if (WIDE) { v128.store(d1, c12, 32); v128.store(d1, c13, 48); }
  const d2 = d1 + toStride;
  v128.store(d2, c20); v128.store(d2, c21, 16); if (WIDE) { v128.store(d2, c22, 32); v128.store(d2, c23, 48); }
  const d3 = d2 + toStride;
  v128.store(d3, c30); v128.store(d3, c31, 16); if (WIDE) { v128.store(d3, c32, 32); v128.store(d3, c33, 48); }
}

/** Two rows × two panels, `right` and `other`, whose columns of C are side by side. */
export function flatTile(
  left: usize, right: usize, other: usize, depth: i32, s0: usize, s1: usize, to: usize, toStride: usize,
): void {
  const t0 = s0 + PANEL_BYTES;
  let c00 = v128.load(s0), c01 = v128.load(s0, 16), c02 = third(s0), c03 = fourth(s0);
  let c04 = v128.load(t0), c05 = v128.load(t0, 16), c06 = third(t0), c07 = fourth(t0);
  const t1 = s1 + PANEL_BYTES;
  let c10 = v128.load(s1), c11 = v128.load(s1, 16), c12 = third(s1), c13 = fourth(s1);
  let c14 = v128.load(t1), c15 = v128.load(t1, 16), c16 = third(t1), c17 = fourth(t1);
  const end = right + <usize>depth * PANEL_BYTES;
  let a: v128, b0: v128, b1: v128, b2: v128, b3: v128, e0: v128, e1: v128, e2: v128, e3: v128;
  b0 = v128.load(right); b1 = v128.load(right, 16); b2 = third(right); b3 = fourth(right);
  e0 = v128.load(other); e1 = v128.load(other, 16); e2 = third(other); e3 = fourth(other);
  a = v128.load32_splat(left); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01); c04 = madd(a, e0, c04); c05 = madd(a, e1, c05);
  if (WIDE) { c02 = madd(a, b2, c02); c03 = madd(a, b3, c03); c06 = madd(a, e2, c06); c07 = madd(a, e3, c07); }
  a = v128.load32_splat(left, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11); c14 = madd(a, e0, c14); c15 = madd(a, e1, c15);
  if (WIDE) { c12 = madd(a, b2, c12); c13 = madd(a, b3, c13); c16 = madd(a, e2, c16); c17 = madd(a, e3, c17); }
  left += GROUP_BYTES; right += PANEL_BYTES; other += PANEL_BYTES;
  while (right < end) {
    b0 = v128.load(right); b1 = v128.load(right, 16); b2 = third(right); b3 = fourth(right);
    e0 = v128.load(other); e1 = v128.load(other, 16); e2 = third(other); e3 = fourth(other);
    a = v128.load32_splat(left); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01); c04 = madd(a, e0, c04); c05 = madd(a, e1, c05);
    if (WIDE) { c02 = madd(a, b2, c02); c03 = madd(a, b3, c03); c06 = madd(a, e2, c06); c07 = madd(a, e3, c07); }
    a = v128.load32_splat(left, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11); c14 = madd(a, e0, c14); c15 = madd(a, e1, c15);
    if (WIDE) { c12 = madd(a, b2, c12); c13 = madd(a, b3, c13); c16 = madd(a, e2, c16); c17 = madd(a, e3, c17); }
    left += GROUP_BYTES; right += PANEL_BYTES; other += PANEL_BYTES;
    if (right >= end) break;
    b0 = v128.load(right); b1 = v128.load(right, 16); b2 = third(right); b3 = fourth(right);
    e0 = v128.load(other); e1 = v128.load(other, 16); e2 = third(other); e3 = fourth(other);
    a = v128.load32_splat(left); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01); c04 = madd(a, e0, c04); c05 = madd(a, e1, c05);
    if (WIDE) { c02 = madd(a, b2, c02); c03 = madd(a, b3, c03); c06 = madd(a, e2, c06); c07 = madd(a, e3, c07); }
    a = v128.load32_splat(left, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11); c14 = madd(a, e0, c14); c15 = madd(a, e1, c15);
    if (WIDE) { c12 = madd(a, b2, c12); c13 = madd(a, b3, c13); c16 = madd(a, e2, c16); c17 = madd(a, e3, c17); }
    left += GROUP_BYTES; right += PANEL_BYTES; other += PANEL_BYTES;
  }
  const d0 = to, f0 = d0 + PANEL_BYTES;
  v128.store(d0, c00); v128.store(d0, c01, 16); if (WIDE) { v128.store(d0, c02, 32); v128.store(d0, c03, 48); }
  v128.store(f0, c04); v128.store(f0, c05, 16); if (WIDE) { v128.store(f0, c06, 32); v128.store(f0, c07, 48); }
  const d1 = to + toStride, f1 = d1 + PANEL_BYTES;
  v128.store(d1, c10); v128.store(d1, c11, 16); if (WIDE) { v128.store(d1, c12, 32); v128.store(d1, c13, 48); }
  v128.store(f1, c14); v128.store(f1, c15, 16); if (WIDE) { v128.store(f1, c16, 32); v128.store(f1, c17, 48); }
}
