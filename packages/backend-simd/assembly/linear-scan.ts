import { beat } from './control';
import { madd } from './math';
import { LINE, share } from './share';

// A thread takes its columns of (B, D) through all steps; nothing is summed across columns.

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
  for (let at: usize = 0; at < bytes; at += LANES) {
    const h = madd(read(keep + at), read(before + at), read(input + at));
    write(to + at, h);
  }
}

/** Goes from the last step to the first: δ = dh + keep₊₁ ⊙ δ₊₁ is the gradient of the input, δ ⊙ h₋₁ that of `keep`. */
export function linearScanGradient(
  T: i32, N: i32, keep: usize, initial: usize, outputs: usize, outputsGradient: usize, finalGradient: usize,
  keepGradient: usize, inputGradient: usize, initialGradient: usize, thread: i32, threads: i32,
): void {
  const range = share(N, LINE, thread, threads);
  const first = <usize>(<i32>(range & 0xffffffff)) << 2;
  const bytes = (<usize>(<i32>(range >> 32)) << 2) - first;
  if (<isize>bytes <= 0) return;
  const stepBytes = <usize>N << 2;
  // Later steps' contribution to the gradient with respect to the state of this one.
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
  for (let at: usize = 0; at < bytes; at += LANES) {
    const delta = f32x4.add(read(dh + at), read(carried + at));
    const byKeep = f32x4.mul(delta, read(before + at));
    const next = f32x4.mul(delta, read(keep + at));
    write(dInput + at, delta);
    write(dKeep + at, byKeep);
    write(carried + at, next);
  }
}
