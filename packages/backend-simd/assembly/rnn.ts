import { tanh } from './math';
import { TILE_ROWS } from './pack';
import { addGateProducts, packStep, stepProduct } from './recurrent';
import { share } from './share';

// packages/ops/src/rnn.ts defines what this computes.

/**
 * @param x pre-activations (T, B, H), or 0 if `tokens` (T, B) pick rows of `table` (V, H)
 * @param packedU recurrent kernel in panels
 */
export function rnnForward(
  T: i32, B: i32, H: i32,
  x: usize, tokens: usize, table: usize, packedU: usize, h0: usize,
  outputs: usize,
  scratch: usize, thread: i32, threads: i32,
): void {
  const range = share(B, TILE_ROWS, thread, threads);
  const first = <i32>(range & 0xffffffff);
  const rows = <i32>(range >> 32) - first;
  if (rows <= 0) return;
  const rowBytes = <usize>H << 2;

  for (let t = 0; t < T; t++) {
    const row0 = <usize>(t * B + first);
    const source = x != 0 ? x + row0 * rowBytes : table;
    const picks: usize = x != 0 ? 0 : tokens + (row0 << 2);
    const to = outputs + row0 * rowBytes;
    const before = t == 0 ? h0 + <usize>first * rowBytes : to - <usize>B * rowBytes;
    packStep(before, rowBytes, H, rows, scratch);
    stepProduct(packedU, H, rows, H, source, rowBytes, picks, to, rowBytes, scratch);
    // The rows of a step are one block.
    const bytes = <usize>rows * rowBytes;
    for (let at: usize = 0; at < bytes; at += LANES) {
      const h = tanh(read(to + at));
      write(to + at, h);
    }
  }
}

/**
 * Gradients of the pre-activations and the initial state. Those of the recurrent kernel are computed afterwards, by a product
 * over all steps.
 *
 * @param packedUT transposed recurrent kernel (H, H) in panels
 * @param dh0 (B, H): holds the gradient of the final state on entry, that of the initial state on return
 */
export function rnnBackward(
  T: i32, B: i32, H: i32,
  outputs: usize, packedUT: usize, dOutputs: usize,
  dx: usize, dh0: usize,
  scratch: usize, thread: i32, threads: i32,
): void {
  const range = share(B, TILE_ROWS, thread, threads);
  const first = <i32>(range & 0xffffffff);
  const rows = <i32>(range >> 32) - first;
  if (rows <= 0) return;
  const rowBytes = <usize>H << 2;
  const dh = dh0 + <usize>first * rowBytes;
  const zero = f32x4.splat(0);

  for (let t = T - 1; t >= 0; t--) {
    const row0 = <usize>(t * B + first);
    const step = row0 * rowBytes, bytes = <usize>rows * rowBytes;
    const output = outputs + step, dOutput = dOutputs + step, to = dx + step;
    // dh is cleared for the product that follows.
    for (let at: usize = 0; at < bytes; at += LANES) {
      const h = read(output + at);
      const dhSum = f32x4.add(read(dOutput + at), read(dh + at));
      const dz = f32x4.sub(dhSum, f32x4.mul(dhSum, f32x4.mul(h, h)));
      write(dh + at, zero);
      write(to + at, dz);
    }
    addGateProducts(to, packedUT, 1, H, rows, dh, scratch);
  }
}
