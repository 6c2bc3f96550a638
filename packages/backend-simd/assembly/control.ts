// What the threads share. TypeScript knows the words of Control by these names (scripts/build-wasm.mjs). Behind them each thread has a
// line of the cache for itself, whose first word counts its heartbeats.

// @ts-ignore: decorator
@unmanaged
export class Control {
  /** Goes up with each job; idle threads wait for that. */
  generation: i32;
  /** Threads that are still at work. */
  pending: i32;
  job: i32;
  args: usize;
  threads: i32;
  /** 0 while all is well; the thread that failed first, counted from 1; or SILENT. */
  failed: i32;
  /** Seconds without a heartbeat from any thread, after which the others stop waiting. */
  patience: i32;
}

/** No thread has failed, but one that the others wait for gives no heartbeat. */
// @ts-ignore: decorator
@inline
const SILENT: i32 = -1;
// @ts-ignore: decorator
@inline
const LINE_BYTES: usize = 64;
// @ts-ignore: decorator
@inline
const SECOND: f64 = 1000;

/** The control block, and the word in which this thread counts; an instance by itself counts in a word that is never read. */
let control: usize = 0;
let pulse: usize = memory.data(4, 4);

export function controlBytes(threads: i32): usize {
  return <usize>(threads + 1) * LINE_BYTES;
}

/** Makes this instance one of the threads. */
export function join(controlAt: usize, thread: i32): void {
  control = controlAt;
  pulse = controlAt + <usize>(thread + 1) * LINE_BYTES;
}

/** A heartbeat, in loops that may take long: by it the others tell a thread that works from one that is gone. */
// @ts-ignore: decorator
@inline
export function beat(): void {
  store<i32>(pulse, load<i32>(pulse) + 1);
}

/** Differs from what it was before if any thread has given a heartbeat since. */
export function lifeSigns(): i32 {
  let sum = 0;
  for (let thread = 0; thread < changetype<Control>(control).threads; thread++) {
    sum += atomic.load<i32>(control + <usize>(thread + 1) * LINE_BYTES);
  }
  return sum;
}

/**
 * Sleeps while the word at `at` is `value`, until it is woken or so much time has gone by. JavaScript does it: the first tier of V8 11.3
 * (Node 20) loses a local of the function that contains WebAssembly's own instruction.
 */
// @ts-ignore: decorator
@external('env', 'sleep')
export declare function sleep(at: usize, value: i32, milliseconds: f64): void;

/** Waits while the word at `at` is `value`. Traps when a thread has failed, or none has given a heartbeat for too long. */
export function waitWhile(at: usize, value: i32): void {
  const failed = control + offsetof<Control>('failed');
  let signs = lifeSigns();
  let silence = 0;
  while (atomic.load<i32>(at) == value) {
    sleep(at, value, SECOND);
    const now = lifeSigns();
    silence = now == signs ? silence + 1 : 0;
    signs = now;
    if (silence == changetype<Control>(control).patience) atomic.cmpxchg<i32>(failed, 0, SILENT);
    if (atomic.load<i32>(failed) != 0 && atomic.load<i32>(at) == value) unreachable();
  }
}
