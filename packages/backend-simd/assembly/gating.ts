import { madd, ONE, sigmoid } from './math';
import { LINE, share } from './share';

// Elementwise jobs: threads split arrays in cache lines, to which tensors are padded, so a vector may reach past the end of the data.

/** silu(x) = x σ(x) */
export function silu(size: i32, x: usize, outputs: usize, thread: i32, threads: i32): void {
  const range = share(size, LINE, thread, threads);
  const end = <usize>(<i32>(range >> 32)) << 2;
  for (let at = <usize>(<i32>(range & 0xffffffff)) << 2; at < end; at += PAIRS) {
    const v = read(x + at);
    const y = f32x4.mul(v, sigmoid(v));
    write(outputs + at, y);
  }
}

/** The derivative of x σ(x), given σ(x) and x σ(x): σ + x σ (1 − σ). */
// @ts-ignore: decorator
@inline
function siluSlope(s: v128, y: v128): v128 {
  return madd(y, f32x4.sub(v128.load32_splat(ONE), s), s);
}

export function siluGradient(
  size: i32, x: usize, outputsGradient: usize, xGradient: usize, thread: i32, threads: i32,
): void {
  const range = share(size, LINE, thread, threads);
  const end = <usize>(<i32>(range >> 32)) << 2;
  for (let at = <usize>(<i32>(range & 0xffffffff)) << 2; at < end; at += PAIRS) {
    const v = read(x + at);
    const dy = read(outputsGradient + at);
    const s = sigmoid(v);
    const d = f32x4.mul(dy, siluSlope(s, f32x4.mul(v, s)));
    write(xGradient + at, d);
  }
}

/** silu(gate) x */
export function siluProduct(size: i32, gate: usize, x: usize, outputs: usize, thread: i32, threads: i32): void {
  const range = share(size, LINE, thread, threads);
  const end = <usize>(<i32>(range >> 32)) << 2;
  for (let at = <usize>(<i32>(range & 0xffffffff)) << 2; at < end; at += PAIRS) {
    const g = read(gate + at);
    const v = read(x + at);
    const y = f32x4.mul(f32x4.mul(g, sigmoid(g)), v);
    write(outputs + at, y);
  }
}

export function siluProductGradient(
  size: i32, gate: usize, x: usize, outputsGradient: usize, gateGradient: usize, xGradient: usize, thread: i32, threads: i32,
): void {
  const range = share(size, LINE, thread, threads);
  const end = <usize>(<i32>(range >> 32)) << 2;
  for (let at = <usize>(<i32>(range & 0xffffffff)) << 2; at < end; at += PAIRS) {
    const g = read(gate + at);
    const v = read(x + at);
    const dy = read(outputsGradient + at);
    const s = sigmoid(g);
    const y = f32x4.mul(g, s);
    const dg = f32x4.mul(f32x4.mul(dy, v), siluSlope(s, y));
    const dx = f32x4.mul(dy, y);
    write(gateGradient + at, dg);
    write(xGradient + at, dx);
  }
}

/** keep = 1 − σ(update), input = σ(update) candidate */
export function updateGate(
  size: i32, update: usize, candidate: usize, keep: usize, input: usize, thread: i32, threads: i32,
): void {
  const range = share(size, LINE, thread, threads);
  const end = <usize>(<i32>(range >> 32)) << 2;
  const one = v128.load32_splat(ONE);
  for (let at = <usize>(<i32>(range & 0xffffffff)) << 2; at < end; at += PAIRS) {
    const s = sigmoid(read(update + at));
    const c = read(candidate + at);
    const kept = f32x4.sub(one, s);
    const added = f32x4.mul(s, c);
    write(keep + at, kept);
    write(input + at, added);
  }
}

export function updateGateGradient(
  size: i32, candidate: usize, keep: usize, keepGradient: usize, inputGradient: usize,
  updateGradient: usize, candidateGradient: usize, thread: i32, threads: i32,
): void {
  const range = share(size, LINE, thread, threads);
  const end = <usize>(<i32>(range >> 32)) << 2;
  const one = v128.load32_splat(ONE);
  for (let at = <usize>(<i32>(range & 0xffffffff)) << 2; at < end; at += PAIRS) {
    const c = read(candidate + at);
    const k = read(keep + at);
    const dk = read(keepGradient + at);
    const di = read(inputGradient + at);
    const s = f32x4.sub(one, k);
    const du = f32x4.mul(f32x4.sub(f32x4.mul(di, c), dk), f32x4.mul(s, k));
    const dc = f32x4.mul(di, s);
    write(updateGradient + at, du);
    write(candidateGradient + at, dc);
  }
}
