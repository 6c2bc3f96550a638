import { beat } from './control';
import { madd, sumLanes } from './math';
import { share } from './share';

/** Rows in a block of the gradient: the gain's is summed block by block, so that it does not depend on the threads. */
// @ts-ignore: decorator
@inline
const BLOCK_ROWS: i32 = 64;

/** 1 / √(mean of squares + ε) of D numbers, given the sum of squares. */
// @ts-ignore: decorator
@inline
function inverseRoot(sum: f32, D: i32, epsilon: f32): f32 {
  return <f32>1 / sqrt<f32>(sum / <f32>D + epsilon);
}

/** Divides each row of x (N, D) by its root mean square and multiplies it by `gain` (D). */
export function rmsNorm(
  N: i32, D: i32, epsilon: f32, x: usize, gain: usize, outputs: usize, thread: i32, threads: i32,
): void {
  const range = share(N, 1, thread, threads);
  const last = <i32>(range >> 32);
  const rowBytes = <usize>D << 2;
  for (let row = <i32>(range & 0xffffffff); row < last; row++) {
    const from = x + <usize>row * rowBytes, to = outputs + <usize>row * rowBytes;
    const scales = f32x4.splat(inverseRoot(squares(from, rowBytes), D, epsilon));
    for (let at: usize = 0; at < rowBytes; at += LANES) {
      const y = f32x4.mul(f32x4.mul(read(from + at), scales), read(gain + at));
      write(to + at, y);
    }
  }
}

/** Σ x², in sixteen lanes, then the rest one by one. */
function squares(x: usize, bytes: usize): f32 {
  let sum0 = f32x4.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  let at: usize = 0;
  for (; at + 64 <= bytes; at += 64) {
    const x0 = v128.load(x + at), x1 = v128.load(x + at, 16), x2 = v128.load(x + at, 32), x3 = v128.load(x + at, 48);
    sum0 = madd(x0, x0, sum0); sum1 = madd(x1, x1, sum1); sum2 = madd(x2, x2, sum2); sum3 = madd(x3, x3, sum3);
  }
  let sum = sumLanes(f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3)));
  for (; at < bytes; at += 4) sum += load<f32>(x + at) * load<f32>(x + at);
  return sum;
}

/** Σ dy ⊙ gain ⊙ x, in the same order. */
function products(dy: usize, gain: usize, x: usize, bytes: usize): f32 {
  let sum0 = f32x4.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  let at: usize = 0;
  for (; at + 64 <= bytes; at += 64) {
    const d0 = f32x4.mul(v128.load(dy + at), v128.load(gain + at)), d1 = f32x4.mul(v128.load(dy + at, 16), v128.load(gain + at, 16));
    const d2 = f32x4.mul(v128.load(dy + at, 32), v128.load(gain + at, 32)), d3 = f32x4.mul(v128.load(dy + at, 48), v128.load(gain + at, 48));
    sum0 = madd(d0, v128.load(x + at), sum0); sum1 = madd(d1, v128.load(x + at, 16), sum1);
    sum2 = madd(d2, v128.load(x + at, 32), sum2); sum3 = madd(d3, v128.load(x + at, 48), sum3);
  }
  let sum = sumLanes(f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3)));
  for (; at < bytes; at += 4) sum += load<f32>(dy + at) * load<f32>(gain + at) * load<f32>(x + at);
  return sum;
}

/**
 * Gradients, with r = 1 / √(mean of x² + ε): dx = r dy ⊙ gain − x r³ Σ(dy ⊙ gain ⊙ x) / D, and the gain's gradient Σ dy ⊙ x r, one sum per
 * block of rows, in `partial` (blocks, D).
 */
export function rmsNormGradient(
  N: i32, D: i32, epsilon: f32, x: usize, gain: usize, outputsGradient: usize, xGradient: usize, partial: usize, thread: i32, threads: i32,
): void {
  const range = share((N + BLOCK_ROWS - 1) / BLOCK_ROWS, 1, thread, threads);
  const last = <i32>(range >> 32);
  const rowBytes = <usize>D << 2;
  for (let block = <i32>(range & 0xffffffff); block < last; block++) {
    beat();
    const sums = partial + <usize>block * rowBytes;
    memory.fill(sums, 0, rowBytes);
    const end = min((block + 1) * BLOCK_ROWS, N);
    for (let row = block * BLOCK_ROWS; row < end; row++) {
      const offset = <usize>row * rowBytes;
      gradientRow(D, epsilon, x + offset, gain, outputsGradient + offset, xGradient + offset, sums);
    }
  }
}

function gradientRow(D: i32, epsilon: f32, x: usize, gain: usize, dy: usize, dx: usize, sums: usize): void {
  const rowBytes = <usize>D << 2;
  const r = inverseRoot(squares(x, rowBytes), D, epsilon);
  const c = r * r * r * products(dy, gain, x, rowBytes) / <f32>D;
  const rs = f32x4.splat(r), cs = f32x4.splat(c);
  for (let at: usize = 0; at < rowBytes; at += LANES) {
    const v = read(x + at);
    const d = read(dy + at);
    const scaled = f32x4.mul(f32x4.mul(d, read(gain + at)), rs);
    const sum = madd(d, f32x4.mul(v, rs), read(sums + at));
    const gradient = f32x4.sub(scaled, f32x4.mul(v, cs));
    write(dx + at, gradient);
    write(sums + at, sum);
  }
}
