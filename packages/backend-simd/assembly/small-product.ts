import { madd } from './math';

// Products of unpacked matrices in scratch, too small to be worth packing. Products of whole ops are in panel-product.ts.

// @ts-ignore: decorator
@inline
const ROWS: i32 = 6;

/**
 * C (M, N) = A (M, depth) × B (depth, N), or C += …; each sum runs along the depth, one number after the other.
 *
 * @param N a multiple of 8
 * @param aRow @param aStep bytes from row to row of A, and from number to number along the depth; @param bRow @param cRow from row to row
 */
export function smallProduct(
  M: i32, N: i32, depth: i32, a: usize, aRow: usize, aStep: usize, b: usize, bRow: usize, c: usize, cRow: usize, accumulate: bool,
): void {
  for (let j: usize = 0; j < <usize>N << 2; j += 32) {
    let i = 0;
    for (; i + ROWS <= M; i += ROWS) {
      sixRows(depth, a + <usize>i * aRow, aRow, aStep, b + j, bRow, c + <usize>i * cRow + j, cRow, accumulate);
    }
    for (; i < M; i++) oneRow(depth, a + <usize>i * aRow, aStep, b + j, bRow, c + <usize>i * cRow + j, accumulate);
  }
}

/** Two vectors side by side in each of six rows, as many sums as the registers hold (see tile.ts). */
function sixRows(
  depth: i32, a: usize, aRow: usize, aStep: usize, b: usize, bRow: usize, c: usize, cRow: usize, accumulate: bool,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
  let c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
  const d1 = c + cRow, d2 = d1 + cRow, d3 = d2 + cRow, d4 = d3 + cRow, d5 = d4 + cRow;
  if (accumulate) {
    c00 = v128.load(c); c01 = v128.load(c, 16); c10 = v128.load(d1); c11 = v128.load(d1, 16);
    c20 = v128.load(d2); c21 = v128.load(d2, 16); c30 = v128.load(d3); c31 = v128.load(d3, 16);
    c40 = v128.load(d4); c41 = v128.load(d4, 16); c50 = v128.load(d5); c51 = v128.load(d5, 16);
  }
  let a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow;
  for (let d = 0; d < depth; d++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load32_splat(a); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
    x = v128.load32_splat(a1); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
    x = v128.load32_splat(a2); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
    x = v128.load32_splat(a3); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
    x = v128.load32_splat(a4); c40 = madd(x, b0, c40); c41 = madd(x, b1, c41);
    x = v128.load32_splat(a5); c50 = madd(x, b0, c50); c51 = madd(x, b1, c51);
    a += aStep; a1 += aStep; a2 += aStep; a3 += aStep; a4 += aStep; a5 += aStep;
    b += bRow;
  }
  v128.store(c, c00); v128.store(c, c01, 16); v128.store(d1, c10); v128.store(d1, c11, 16);
  v128.store(d2, c20); v128.store(d2, c21, 16); v128.store(d3, c30); v128.store(d3, c31, 16);
  v128.store(d4, c40); v128.store(d4, c41, 16); v128.store(d5, c50); v128.store(d5, c51, 16);
}

function oneRow(depth: i32, a: usize, aStep: usize, b: usize, bRow: usize, c: usize, accumulate: bool): void {
  let c0 = f32x4.splat(0), c1 = c0;
  if (accumulate) {
    c0 = v128.load(c); c1 = v128.load(c, 16);
  }
  for (let d = 0; d < depth; d++) {
    const x = v128.load32_splat(a);
    c0 = madd(x, v128.load(b), c0); c1 = madd(x, v128.load(b, 16), c1);
    a += aStep;
    b += bRow;
  }
  v128.store(c, c0); v128.store(c, c1, 16);
}
