import { madd, ONE, sigmoid } from './math';
import { LINE, share } from './share';

// Element by element: threads share arrays in lines of the cache, to which tensors are padded, so a vector may reach past the end of the data.
// Two vectors side by side: V8 may join them (see tile.ts).

/** silu(x) = x σ(x) */
export function silu(size: i32, x: usize, outputs: usize, thread: i32, threads: i32): void {
  const range = share(size, LINE, thread, threads);
  const end = <usize>(<i32>(range >> 32)) << 2;
  for (let at = <usize>(<i32>(range & 0xffffffff)) << 2; at < end; at += 32) {
    const x0 = v128.load(x + at), x1 = v128.load(x + at, 16);
    const y0 = f32x4.mul(x0, sigmoid(x0)), y1 = f32x4.mul(x1, sigmoid(x1));
    v128.store(outputs + at, y0); v128.store(outputs + at, y1, 16);
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
  for (let at = <usize>(<i32>(range & 0xffffffff)) << 2; at < end; at += 32) {
    const x0 = v128.load(x + at), x1 = v128.load(x + at, 16);
    const dy0 = v128.load(outputsGradient + at), dy1 = v128.load(outputsGradient + at, 16);
    const s0 = sigmoid(x0), s1 = sigmoid(x1);
    const d0 = f32x4.mul(dy0, siluSlope(s0, f32x4.mul(x0, s0))), d1 = f32x4.mul(dy1, siluSlope(s1, f32x4.mul(x1, s1)));
    v128.store(xGradient + at, d0); v128.store(xGradient + at, d1, 16);
  }
}

/** silu(gate) x */
export function siluProduct(size: i32, gate: usize, x: usize, outputs: usize, thread: i32, threads: i32): void {
  const range = share(size, LINE, thread, threads);
  const end = <usize>(<i32>(range >> 32)) << 2;
  for (let at = <usize>(<i32>(range & 0xffffffff)) << 2; at < end; at += 32) {
    const g0 = v128.load(gate + at), g1 = v128.load(gate + at, 16);
    const x0 = v128.load(x + at), x1 = v128.load(x + at, 16);
    const y0 = f32x4.mul(f32x4.mul(g0, sigmoid(g0)), x0), y1 = f32x4.mul(f32x4.mul(g1, sigmoid(g1)), x1);
    v128.store(outputs + at, y0); v128.store(outputs + at, y1, 16);
  }
}

export function siluProductGradient(
  size: i32, gate: usize, x: usize, outputsGradient: usize, gateGradient: usize, xGradient: usize, thread: i32, threads: i32,
): void {
  const range = share(size, LINE, thread, threads);
  const end = <usize>(<i32>(range >> 32)) << 2;
  for (let at = <usize>(<i32>(range & 0xffffffff)) << 2; at < end; at += 32) {
    const g0 = v128.load(gate + at), g1 = v128.load(gate + at, 16);
    const x0 = v128.load(x + at), x1 = v128.load(x + at, 16);
    const dy0 = v128.load(outputsGradient + at), dy1 = v128.load(outputsGradient + at, 16);
    const s0 = sigmoid(g0), s1 = sigmoid(g1);
    const y0 = f32x4.mul(g0, s0), y1 = f32x4.mul(g1, s1);
    const dg0 = f32x4.mul(f32x4.mul(dy0, x0), siluSlope(s0, y0)), dg1 = f32x4.mul(f32x4.mul(dy1, x1), siluSlope(s1, y1));
    const dx0 = f32x4.mul(dy0, y0), dx1 = f32x4.mul(dy1, y1);
    v128.store(gateGradient + at, dg0); v128.store(gateGradient + at, dg1, 16);
    v128.store(xGradient + at, dx0); v128.store(xGradient + at, dx1, 16);
  }
}

/** keep = 1 − σ(update), input = σ(update) candidate */
export function updateGate(
  size: i32, update: usize, candidate: usize, keep: usize, input: usize, thread: i32, threads: i32,
): void {
  const range = share(size, LINE, thread, threads);
  const end = <usize>(<i32>(range >> 32)) << 2;
  const one = v128.load32_splat(ONE);
  for (let at = <usize>(<i32>(range & 0xffffffff)) << 2; at < end; at += 32) {
    const s0 = sigmoid(v128.load(update + at)), s1 = sigmoid(v128.load(update + at, 16));
    const c0 = v128.load(candidate + at), c1 = v128.load(candidate + at, 16);
    const keep0 = f32x4.sub(one, s0), keep1 = f32x4.sub(one, s1);
    const input0 = f32x4.mul(s0, c0), input1 = f32x4.mul(s1, c1);
    v128.store(keep + at, keep0); v128.store(keep + at, keep1, 16);
    v128.store(input + at, input0); v128.store(input + at, input1, 16);
  }
}

export function updateGateGradient(
  size: i32, candidate: usize, keep: usize, keepGradient: usize, inputGradient: usize,
  updateGradient: usize, candidateGradient: usize, thread: i32, threads: i32,
): void {
  const range = share(size, LINE, thread, threads);
  const end = <usize>(<i32>(range >> 32)) << 2;
  const one = v128.load32_splat(ONE);
  for (let at = <usize>(<i32>(range & 0xffffffff)) << 2; at < end; at += 32) {
    const c0 = v128.load(candidate + at), c1 = v128.load(candidate + at, 16);
    const k0 = v128.load(keep + at), k1 = v128.load(keep + at, 16);
    const dk0 = v128.load(keepGradient + at), dk1 = v128.load(keepGradient + at, 16);
    const di0 = v128.load(inputGradient + at), di1 = v128.load(inputGradient + at, 16);
    const s0 = f32x4.sub(one, k0), s1 = f32x4.sub(one, k1);
    const du0 = f32x4.mul(f32x4.sub(f32x4.mul(di0, c0), dk0), f32x4.mul(s0, k0));
    const du1 = f32x4.mul(f32x4.sub(f32x4.mul(di1, c1), dk1), f32x4.mul(s1, k1));
    const dc0 = f32x4.mul(di0, s0), dc1 = f32x4.mul(di1, s1);
    v128.store(updateGradient + at, du0); v128.store(updateGradient + at, du1, 16);
    v128.store(candidateGradient + at, dc0); v128.store(candidateGradient + at, dc1, 16);
  }
}
