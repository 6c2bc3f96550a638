import { madd } from './math';
import { PANEL_BYTES, PANEL_COLUMNS } from './pack';

// The product of a single row, which a tile would waste three quarters of: a step of a single sequence. It reads every weight once.

/** One row × the interleaved panels of four gates: from `s`, where the gates lie `gate` bytes apart, to the block at `d`. */
// @ts-ignore: decorator
@inline
export function rowByPanels(left: usize, panel: usize, depth: i32, s: usize, gate: usize, d: usize): void {
  if (PANEL_COLUMNS == 16) rowByWidePanels(left, panel, depth, s, gate, d);
  else rowByNarrowPanels(left, panel, depth, s, gate, d);
}

function rowByNarrowPanels(left: usize, panel: usize, depth: i32, s: usize, gate: usize, d: usize): void {
  const s1 = s + gate, s2 = s1 + gate, s3 = s2 + gate;
  let c00 = v128.load(s), c01 = v128.load(s, 16);
  let c10 = v128.load(s1), c11 = v128.load(s1, 16);
  let c20 = v128.load(s2), c21 = v128.load(s2, 16);
  let c30 = v128.load(s3), c31 = v128.load(s3, 16);
  const end = left + (<usize>depth << 2);
  while (left < end) {
    const a = v128.load32_splat(left);
    c00 = madd(a, v128.load(panel), c00);
    c01 = madd(a, v128.load(panel, 16), c01);
    c10 = madd(a, v128.load(panel, 32), c10);
    c11 = madd(a, v128.load(panel, 48), c11);
    c20 = madd(a, v128.load(panel, 64), c20);
    c21 = madd(a, v128.load(panel, 80), c21);
    c30 = madd(a, v128.load(panel, 96), c30);
    c31 = madd(a, v128.load(panel, 112), c31);
    left += 4;
    panel += 128;
  }
  const d1 = d + PANEL_BYTES, d2 = d1 + PANEL_BYTES, d3 = d2 + PANEL_BYTES;
  v128.store(d, c00); v128.store(d, c01, 16);
  v128.store(d1, c10); v128.store(d1, c11, 16);
  v128.store(d2, c20); v128.store(d2, c21, 16);
  v128.store(d3, c30); v128.store(d3, c31, 16);
}

/** The variant for 256 bits, as in tile.ts */
function rowByWidePanels(left: usize, panel: usize, depth: i32, s: usize, gate: usize, d: usize): void {
  const s1 = s + gate, s2 = s1 + gate, s3 = s2 + gate;
  let c00 = v128.load(s), c01 = v128.load(s, 16), c02 = v128.load(s, 32), c03 = v128.load(s, 48);
  let c10 = v128.load(s1), c11 = v128.load(s1, 16), c12 = v128.load(s1, 32), c13 = v128.load(s1, 48);
  let c20 = v128.load(s2), c21 = v128.load(s2, 16), c22 = v128.load(s2, 32), c23 = v128.load(s2, 48);
  let c30 = v128.load(s3), c31 = v128.load(s3, 16), c32 = v128.load(s3, 32), c33 = v128.load(s3, 48);
  const end = left + (<usize>depth << 2);
  while (left < end) {
    const a = v128.load32_splat(left);
    c00 = madd(a, v128.load(panel), c00);
    c01 = madd(a, v128.load(panel, 16), c01);
    c02 = madd(a, v128.load(panel, 32), c02);
    c03 = madd(a, v128.load(panel, 48), c03);
    c10 = madd(a, v128.load(panel, 64), c10);
    c11 = madd(a, v128.load(panel, 80), c11);
    c12 = madd(a, v128.load(panel, 96), c12);
    c13 = madd(a, v128.load(panel, 112), c13);
    c20 = madd(a, v128.load(panel, 128), c20);
    c21 = madd(a, v128.load(panel, 144), c21);
    c22 = madd(a, v128.load(panel, 160), c22);
    c23 = madd(a, v128.load(panel, 176), c23);
    c30 = madd(a, v128.load(panel, 192), c30);
    c31 = madd(a, v128.load(panel, 208), c31);
    c32 = madd(a, v128.load(panel, 224), c32);
    c33 = madd(a, v128.load(panel, 240), c33);
    left += 4;
    panel += 256;
  }
  const d1 = d + PANEL_BYTES, d2 = d1 + PANEL_BYTES, d3 = d2 + PANEL_BYTES;
  v128.store(d, c00); v128.store(d, c01, 16); v128.store(d, c02, 32); v128.store(d, c03, 48);
  v128.store(d1, c10); v128.store(d1, c11, 16); v128.store(d1, c12, 32); v128.store(d1, c13, 48);
  v128.store(d2, c20); v128.store(d2, c21, 16); v128.store(d2, c22, 32); v128.store(d2, c23, 48);
  v128.store(d3, c30); v128.store(d3, c31, 16); v128.store(d3, c32, 32); v128.store(d3, c33, 48);
}
