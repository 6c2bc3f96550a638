import { beat } from './control';
import { madd } from './math';
import { share } from './share';

// Convolves each feature separately, over a window of W steps. The inputs of a sequence (x, time-major) follow its history (batch first):
// `place` numbers both together, from 0 for the oldest of the history. A row is the D numbers of one place in one sequence.

/** Rows in a block of the gradient: the kernel's is summed block by block, so that it does not depend on the threads. */
// @ts-ignore: decorator
@inline
const BLOCK_ROWS: i32 = 64;

/** Address of the row of a place and a sequence: in the history (B, W − 1, D), or in x (T, B, D). */
// @ts-ignore: decorator
@inline
function rowAt(place: i32, b: i32, B: i32, W: i32, rowBytes: usize, history: usize, x: usize): usize {
  return place < W - 1 ? history + <usize>(b * (W - 1) + place) * rowBytes : x + <usize>((place - W + 1) * B + b) * rowBytes;
}

/** y_t = Σ kernel_i ⊙ the input of place t + i; also writes the history for the next call. */
export function causalConvolution(
  T: i32, B: i32, D: i32, W: i32, x: usize, kernel: usize, history: usize, outputs: usize, final: usize, thread: i32, threads: i32,
): void {
  const rowBytes = <usize>D << 2;
  const range = share((T + W - 1) * B, 1, thread, threads);
  const last = <i32>(range >> 32);
  for (let row = <i32>(range & 0xffffffff); row < last; row++) {
    const t = row / B, b = row % B;
    if (t >= T) {
      const from = rowAt(t, b, B, W, rowBytes, history, x);
      memory.copy(final + <usize>(b * (W - 1) + t - T) * rowBytes, from, rowBytes);
      continue;
    }
    if (b == 0) beat();
    const to = outputs + <usize>row * rowBytes;
    const old = max(W - 1 - t, 0);
    if (old > 0) addTaps(old, rowAt(t, b, B, W, rowBytes, history, x), rowBytes, kernel, to, rowBytes, false);
    const recent = rowAt(t + old, b, B, W, rowBytes, history, x);
    addTaps(W - old, recent, <usize>B * rowBytes, kernel + <usize>old * rowBytes, to, rowBytes, old > 0);
  }
}

/** to = Σ kernel ⊙ from over rows `stride` bytes apart, or to += … if `continued`. */
function addTaps(taps: i32, from: usize, stride: usize, kernel: usize, to: usize, rowBytes: usize, continued: bool): void {
  const zero = f32x4.splat(0);
  for (let at: usize = 0; at < rowBytes; at += LANES) {
    let sum: v128 = continued ? read(to + at) : zero;
    let x = from + at, k = kernel + at;
    for (let tap = 0; tap < taps; tap++) {
      sum = madd(read(k), read(x), sum);
      x += stride; k += rowBytes;
    }
    write(to + at, sum);
  }
}

/**
 * Gradients with respect to the inputs of every place, from the outputs that saw it and, if it is still there, from the final history. The
 * gradient with respect to the kernel goes to `partial` (blocks, W, D), one sum per block of rows.
 */
export function causalConvolutionGradient(
  T: i32, B: i32, D: i32, W: i32, x: usize, kernel: usize, history: usize, outputsGradient: usize, finalGradient: usize,
  xGradient: usize, historyGradient: usize, partial: usize, thread: i32, threads: i32,
): void {
  const rowBytes = <usize>D << 2;
  const kernelBytes = <usize>W * rowBytes;
  const rows = (T + W - 1) * B;
  const range = share((rows + BLOCK_ROWS - 1) / BLOCK_ROWS, 1, thread, threads);
  const last = <i32>(range >> 32);
  for (let block = <i32>(range & 0xffffffff); block < last; block++) {
    beat();
    const sums = partial + <usize>block * kernelBytes;
    memory.fill(sums, 0, kernelBytes);
    const end = min((block + 1) * BLOCK_ROWS, rows);
    for (let row = block * BLOCK_ROWS; row < end; row++) {
      const place = row / B, b = row % B;
      const to = rowAt(place, b, B, W, rowBytes, historyGradient, xGradient);
      if (place < T) memory.fill(to, 0, rowBytes);
      else memory.copy(to, finalGradient + <usize>(b * (W - 1) + place - T) * rowBytes, rowBytes);
      // The outputs that saw the place: the first through the kernel's row `tap`, later ones through the rows before it.
      const first = max(place - W + 1, 0);
      const tap = <usize>(place - first) * rowBytes;
      const from = rowAt(place, b, B, W, rowBytes, history, x);
      const dy = outputsGradient + <usize>(first * B + b) * rowBytes;
      gradientRow(min(place + 1, T) - first, from, dy, <usize>B * rowBytes, kernel + tap, to, sums + tap, rowBytes);
    }
  }
}

/** to += Σ kernel ⊙ dy, each row of `sums` += dy ⊙ x; rows of dy are `stride` bytes apart, those of `kernel` and `sums` are taken backwards. */
function gradientRow(
  taps: i32, x: usize, dy: usize, stride: usize, kernel: usize, to: usize, sums: usize, rowBytes: usize,
): void {
  for (let at: usize = 0; at < rowBytes; at += LANES) {
    const value = read(x + at);
    let dx: v128 = read(to + at);
    let d = dy + at, k = kernel + at, s = sums + at;
    for (let tap = 0; tap < taps; tap++) {
      const gradient = read(d);
      dx = madd(read(k), gradient, dx);
      const sum = madd(gradient, value, read(s));
      write(s, sum);
      d += stride; k -= rowBytes; s -= rowBytes;
    }
    write(to + at, dx);
  }
}
