import { beat } from './control';
import { madd } from './math';
import { LINE, share } from './share';

// A thread takes its columns of (B, D) through all steps: there are no sums across.

/** h = keep ⊙ h₋₁ + input; N = B × D. */
export function linearScan(
  T: i32, N: i32, keep: usize, input: usize, initial: usize, outputs: usize, final: usize, thread: i32, threads: i32,
): void {
  const range = share(N, LINE, thread, threads);
  const first = <usize>(<i32>(range & 0xffffffff)) << 2;
  const bytes = (<usize>(<i32>(range >> 32)) << 2) - first;
  if (<isize>bytes <= 0) return;
  const stepBytes = <usize>N << 2;
  let before = initial + first;
  for (let t = 0; t < T; t++) {
    beat();
    const offset = <usize>t * stepBytes + first;
    scanStep(keep + offset, before, input + offset, outputs + offset, bytes);
    before = outputs + offset;
  }
  memory.copy(final + first, before, bytes);
}

/** to = keep ⊙ before + input */
function scanStep(keep: usize, before: usize, input: usize, to: usize, bytes: usize): void {
  let at: usize = 0;
  for (; at + 32 <= bytes; at += 32) {
    const h0 = madd(v128.load(keep + at), v128.load(before + at), v128.load(input + at));
    const h1 = madd(v128.load(keep + at, 16), v128.load(before + at, 16), v128.load(input + at, 16));
    v128.store(to + at, h0); v128.store(to + at, h1, 16);
  }
  for (; at < bytes; at += 4) {
    const h = madd(v128.load32_splat(keep + at), v128.load32_splat(before + at), v128.load32_splat(input + at));
    v128.store32_lane(to + at, h, 0);
  }
}

/** Goes from the last step to the first: δ = dh + keep₊₁ ⊙ δ₊₁ is the gradient by the input, δ ⊙ h₋₁ that by `keep`. */
export function linearScanGradient(
  T: i32, N: i32, keep: usize, initial: usize, outputs: usize, outputsGradient: usize, finalGradient: usize,
  keepGradient: usize, inputGradient: usize, initialGradient: usize, thread: i32, threads: i32,
): void {
  const range = share(N, LINE, thread, threads);
  const first = <usize>(<i32>(range & 0xffffffff)) << 2;
  const bytes = (<usize>(<i32>(range >> 32)) << 2) - first;
  if (<isize>bytes <= 0) return;
  const stepBytes = <usize>N << 2;
  // What later steps have of the gradient by the state of this one.
  const carried = initialGradient + first;
  memory.copy(carried, finalGradient + first, bytes);
  for (let t = T - 1; t >= 0; t--) {
    beat();
    const offset = <usize>t * stepBytes + first;
    const before = t == 0 ? initial + first : outputs + offset - stepBytes;
    scanGradientStep(
      keep + offset, before, outputsGradient + offset, carried, keepGradient + offset, inputGradient + offset, bytes,
    );
  }
}

function scanGradientStep(keep: usize, before: usize, dh: usize, carried: usize, dKeep: usize, dInput: usize, bytes: usize): void {
  let at: usize = 0;
  for (; at + 32 <= bytes; at += 32) {
    const delta0 = f32x4.add(v128.load(dh + at), v128.load(carried + at));
    const delta1 = f32x4.add(v128.load(dh + at, 16), v128.load(carried + at, 16));
    const dKeep0 = f32x4.mul(delta0, v128.load(before + at)), dKeep1 = f32x4.mul(delta1, v128.load(before + at, 16));
    const next0 = f32x4.mul(delta0, v128.load(keep + at)), next1 = f32x4.mul(delta1, v128.load(keep + at, 16));
    v128.store(dInput + at, delta0); v128.store(dInput + at, delta1, 16);
    v128.store(dKeep + at, dKeep0); v128.store(dKeep + at, dKeep1, 16);
    v128.store(carried + at, next0); v128.store(carried + at, next1, 16);
  }
  for (; at < bytes; at += 4) {
    const delta = load<f32>(dh + at) + load<f32>(carried + at);
    store<f32>(dInput + at, delta);
    store<f32>(dKeep + at, delta * load<f32>(before + at));
    store<f32>(carried + at, delta * load<f32>(keep + at));
  }
}
