import { Control, join, sleep } from './control';
import * as jobs from './jobs';
import { exp, sigmoid, tanh } from './math';
import { PANEL_COLUMNS } from './pack';

export { controlBytes, join, lifeSigns } from './control';
export { generateScratchBytes } from './generate';
export { matmulScratchBytes } from './matmul';
export { recurrentScratchBytes } from './recurrent';

/**
 * One thread's share of a job: the job of this number, with the arguments at `args`.
 *
 * scripts/build-wasm.mjs writes a case for each job, which reads the words that its signature names (see jobs.ts).
 */
export function run(kind: i32, args: usize, thread: i32, threads: i32): void {
  switch (kind) {
    // CASES
    default:
      unreachable();
  }
}

/** Where the static data of this module ends: every instance writes it again, so nothing else may live below. */
export function staticDataEnd(): usize {
  return __heap_base;
}

/** Columns of a panel of the right operand. */
export function panelColumns(): i32 {
  return PANEL_COLUMNS;
}

/** About a millisecond: longer than JavaScript takes from job to job of a training step. To wake a thread that sleeps takes 50 µs. */
// @ts-ignore: decorator
@inline
const SPINS: i32 = 4_000_000;

/** Starts a job on all other threads. */
export function start(controlAt: usize, job: i32, args: usize, threads: i32): void {
  const control = changetype<Control>(controlAt);
  control.job = job;
  control.args = args;
  control.threads = threads;
  atomic.store<i32>(controlAt, threads - 1, offsetof<Control>('pending'));
  atomic.add<i32>(controlAt, 1, offsetof<Control>('generation'));
  atomic.notify(controlAt + offsetof<Control>('generation'), -1);
}

/** Waits for a moment; the number of threads that are still at work. */
export function spin(controlAt: usize): i32 {
  for (let i = 0; i < SPINS; i++) {
    if (atomic.load<i32>(controlAt, offsetof<Control>('pending')) == 0) return 0;
  }
  return atomic.load<i32>(controlAt, offsetof<Control>('pending'));
}

/** What a worker does for all its life. */
export function work(controlAt: usize, thread: i32): void {
  join(controlAt, thread);
  const control = changetype<Control>(controlAt);
  const generation = controlAt + offsetof<Control>('generation');
  const pending = controlAt + offsetof<Control>('pending');
  let seen = 0;
  while (true) {
    let spins = 0;
    while (atomic.load<i32>(generation) == seen) {
      if (++spins > SPINS) sleep(generation, seen, Infinity);
    }
    seen = atomic.load<i32>(generation);
    run(control.job, control.args, thread, control.threads);
    if (atomic.sub<i32>(pending, 1) == 1) atomic.notify(pending, 1);
  }
}

/** The vector functions, for the tests of their accuracy: `size` numbers (a multiple of four) in place. 0 tanh, 1 σ, 2 exp. */
export function applyMath(which: i32, size: i32, x: usize): void {
  for (let i = 0; i < size; i += 4) {
    const p = x + (<usize>i << 2);
    const value = v128.load(p);
    v128.store(p, which == 0 ? tanh(value) : which == 1 ? sigmoid(value) : exp(value));
  }
}
