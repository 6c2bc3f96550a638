import { adam, add, columnSums, dropout, multiply, scaleRows, softmaxCrossEntropy } from './elementwise';
import { generate } from './generate';
import { gruBackward, gruForward } from './gru';
import { lstmBackward, lstmForward, scatterAddRows } from './lstm';
import { exp, sigmoid, tanh } from './math';
import { matmul } from './matmul';
import { packPanels, PANEL_COLUMNS } from './pack';
import { rnnBackward, rnnForward } from './rnn';

export { squaredNorm } from './elementwise';
export { generateScratchBytes } from './generate';
export { matmulScratchBytes } from './matmul';
export { recurrentScratchBytes } from './recurrent';

// A job is a kind and a block of 32-bit arguments; every thread runs its share of it. The kinds are those of src/jobs.ts.
// @ts-ignore: decorator
@inline
function int(args: usize, index: i32): i32 {
  return load<i32>(args + (<usize>index << 2));
}
// @ts-ignore: decorator
@inline
function at(args: usize, index: i32): usize {
  return <usize>load<u32>(args + (<usize>index << 2));
}
// @ts-ignore: decorator
@inline
function real(args: usize, index: i32): f32 {
  return load<f32>(args + (<usize>index << 2));
}

export function run(kind: i32, args: usize, thread: i32, threads: i32): void {
  switch (kind) {
    case 0:
      matmul(
        int(args, 0), int(args, 1), int(args, 2),
        at(args, 3), at(args, 4), int(args, 5) != 0,
        at(args, 6), at(args, 7), int(args, 8) != 0,
        at(args, 9), at(args, 10),
        at(args, 11), int(args, 12) != 0,
        at(args, 13) + <usize>thread * at(args, 14), thread, threads,
      );
      break;
    case 1:
      lstmForward(
        int(args, 0), int(args, 1), int(args, 2),
        at(args, 3), at(args, 4), at(args, 5), at(args, 6), at(args, 7), at(args, 8),
        at(args, 9), at(args, 10), at(args, 11),
        at(args, 12) + <usize>thread * at(args, 13), thread, threads,
      );
      break;
    case 2:
      lstmBackward(
        int(args, 0), int(args, 1), int(args, 2),
        at(args, 3), at(args, 4), at(args, 5), at(args, 6), at(args, 7),
        at(args, 8), at(args, 9), at(args, 10),
        at(args, 11) + <usize>thread * at(args, 12), thread, threads,
      );
      break;
    case 3:
      scatterAddRows(int(args, 0), int(args, 1), int(args, 2), at(args, 3), at(args, 4), at(args, 5), thread, threads);
      break;
    case 4:
      softmaxCrossEntropy(
        int(args, 0), int(args, 1), at(args, 2), at(args, 3), at(args, 4), at(args, 5), at(args, 6), thread, threads,
      );
      break;
    case 5:
      scaleRows(int(args, 0), int(args, 1), at(args, 2), at(args, 3), at(args, 4), thread, threads);
      break;
    case 6:
      dropout(int(args, 0), at(args, 1), at(args, 2), int(args, 3), int(args, 4), real(args, 5), thread, threads);
      break;
    case 7:
      adam(
        int(args, 0), at(args, 1), at(args, 2), at(args, 3), at(args, 4), at(args, 5), at(args, 6), at(args, 7),
        real(args, 8), real(args, 9), real(args, 10), real(args, 11), real(args, 12), thread, threads,
      );
      break;
    case 8:
      columnSums(int(args, 0), int(args, 1), at(args, 2), at(args, 3), at(args, 4), thread, threads);
      break;
    case 9:
      add(int(args, 0), at(args, 1), at(args, 2), at(args, 3), thread, threads);
      break;
    case 10:
      packPanels(
        at(args, 0), at(args, 1), int(args, 2) != 0, int(args, 3), int(args, 4), at(args, 5), int(args, 6), at(args, 7),
        int(args, 8) != 0, thread, threads,
      );
      break;
    case 11:
      generate(at(args, 0), thread, threads);
      break;
    case 12:
      gruForward(
        int(args, 0), int(args, 1), int(args, 2),
        at(args, 3), at(args, 4), at(args, 5), at(args, 6), at(args, 7), at(args, 8), at(args, 9),
        at(args, 10), at(args, 11),
        at(args, 12) + <usize>thread * at(args, 13), thread, threads,
      );
      break;
    case 13:
      gruBackward(
        int(args, 0), int(args, 1), int(args, 2),
        at(args, 3), at(args, 4), at(args, 5), at(args, 6), at(args, 7),
        at(args, 8), at(args, 9), at(args, 10),
        at(args, 11) + <usize>thread * at(args, 12), thread, threads,
      );
      break;
    case 14:
      rnnForward(
        int(args, 0), int(args, 1), int(args, 2),
        at(args, 3), at(args, 4), at(args, 5), at(args, 6), at(args, 7),
        at(args, 8),
        at(args, 9) + <usize>thread * at(args, 10), thread, threads,
      );
      break;
    case 15:
      rnnBackward(
        int(args, 0), int(args, 1), int(args, 2),
        at(args, 3), at(args, 4), at(args, 5),
        at(args, 6), at(args, 7),
        at(args, 8) + <usize>thread * at(args, 9), thread, threads,
      );
      break;
    case 16:
      multiply(int(args, 0), at(args, 1), at(args, 2), int(args, 3) != 0, at(args, 4), thread, threads);
      break;
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

// The control block that threads share, in 32-bit words: generation, pending, kind, arguments, threads.
// @ts-ignore: decorator
@inline
const PENDING: usize = 4;
/** About a millisecond: longer than JavaScript takes from job to job of a training step. To wake a thread that sleeps takes 50 µs. */
// @ts-ignore: decorator
@inline
const SPINS: i32 = 4_000_000;

/** Starts a job on all other threads. */
export function start(control: usize, kind: i32, args: usize, threads: i32): void {
  store<i32>(control, kind, 8);
  store<u32>(control, <u32>args, 12);
  store<i32>(control, threads, 16);
  atomic.store<i32>(control + PENDING, threads - 1);
  atomic.add<i32>(control, 1);
  atomic.notify(control, -1);
}

/** Waits for a moment; the number of threads that are still at work. */
export function spin(control: usize): i32 {
  for (let i = 0; i < SPINS; i++) {
    if (atomic.load<i32>(control + PENDING) == 0) return 0;
  }
  return atomic.load<i32>(control + PENDING);
}

/** What a worker does for all its life. */
export function work(control: usize, thread: i32): void {
  let seen = 0;
  while (true) {
    let spins = 0;
    while (atomic.load<i32>(control) == seen) {
      if (++spins > SPINS) atomic.wait<i32>(control, seen, -1);
    }
    seen = atomic.load<i32>(control);
    run(load<i32>(control, 8), <usize>load<u32>(control, 12), thread, load<i32>(control, 16));
    if (atomic.sub<i32>(control + PENDING, 1) == 1) atomic.notify(control + PENDING, 1);
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
