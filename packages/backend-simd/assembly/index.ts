import { Control, done, isCalled, join, sleepUntilCalled, take } from './control';
import * as jobs from './jobs';
import { exp, sigmoid, tanh } from './math';
import { PANEL_COLUMNS } from './pack';

export { controlBytes, done, join, lifeSigns, start, take } from './control';
export { generateScratchBytes } from './generate';
export { matmulScratchBytes } from './matmul';
export { recurrentScratchBytes } from './recurrent';

/**
 * Runs one share of job number `kind`, with the arguments at `args`.
 *
 * scripts/build-wasm.mjs writes a case for each job, which reads the words that its signature names (see jobs.ts).
 */
export function run(kind: i32, args: usize, share: i32, shares: i32): void {
  switch (kind) {
    // CASES
    default:
      unreachable();
  }
}

/** End of the static data of this module: every instance writes it again, so nothing else may live below. */
export function staticDataEnd(): usize {
  return __heap_base;
}

/** Columns of a panel of the right operand. */
export function panelColumns(): i32 {
  return PANEL_COLUMNS;
}

/** About a millisecond: longer than JavaScript takes between two jobs of a training step. Waking a sleeping thread takes 50 µs. */
// @ts-ignore: decorator
@inline
const SPINS: i32 = 4_000_000;

/** Spins for a moment and returns the number of unfinished shares. */
export function spin(controlAt: usize): i32 {
  for (let i = 0; i < SPINS; i++) {
    if (atomic.load<i32>(controlAt, offsetof<Control>('pending')) == 0) return 0;
  }
  return atomic.load<i32>(controlAt, offsetof<Control>('pending'));
}

/** Main loop of a worker */
export function work(controlAt: usize, thread: i32): void {
  join(controlAt, thread);
  const control = changetype<Control>(controlAt);
  while (true) {
    let spins = 0;
    while (!isCalled(controlAt, thread) && spins < SPINS) spins++;
    if (spins == SPINS) sleepUntilCalled(controlAt, thread);
    const share = take(controlAt, thread);
    if (share < 0) continue;
    run(control.job, control.args, share, atomic.load<i32>(controlAt, offsetof<Control>('ticket')) >>> 16);
    done(controlAt);
  }
}

/** Applies a vector function in place to `size` numbers (a multiple of four), for the accuracy tests: 0 tanh, 1 σ, 2 exp. */
export function applyMath(which: i32, size: i32, x: usize): void {
  for (let i = 0; i < size; i += 4) {
    const p = x + (<usize>i << 2);
    const value = v128.load(p);
    v128.store(p, which == 0 ? tanh(value) : which == 1 ? sigmoid(value) : exp(value));
  }
}
