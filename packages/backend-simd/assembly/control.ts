// State shared by the threads. TypeScript knows the words of Control by these names (scripts/build-wasm.mjs). After them, each thread has a
// cache line of its own, whose first word counts its heartbeats and whose second is 1 while it sleeps.

// @ts-ignore: decorator
@unmanaged
export class Control {
  /** Number of the job's shares in the high half, and of those taken in the low half: idle threads wait until one is left. */
  ticket: i32;
  /** Number of unfinished shares. */
  pending: i32;
  job: i32;
  args: usize;
  /** Number of threads that may take shares, the caller included */
  threads: i32;
  /** 0 while all is well; the thread that failed first, counted from 1; or SILENT. */
  failed: i32;
  /** Seconds without a heartbeat from any thread, after which the others stop waiting. */
  patience: i32;
}

/** Value of `failed` if no thread has failed, but one that the others wait for gives no heartbeat. */
// @ts-ignore: decorator
@inline
const SILENT: i32 = -1;
// @ts-ignore: decorator
@inline
const LINE_BYTES: usize = 64;
// @ts-ignore: decorator
@inline
const SECOND: f64 = 1000;

/** Control block, and the word in which this thread counts its heartbeats; a lone instance counts in a word that is never read. */
let control: usize = 0;
let pulse: usize = memory.data(4, 4);

export function controlBytes(threads: i32): usize {
  return <usize>(threads + 1) * LINE_BYTES;
}

/** Starts a job: its shares may be taken from now on. */
export function start(controlAt: usize, job: i32, args: usize, shares: i32, threads: i32): void {
  const control = changetype<Control>(controlAt);
  control.job = job;
  control.args = args;
  control.threads = threads;
  atomic.store<i32>(controlAt, shares, offsetof<Control>('pending'));
  atomic.store<i32>(controlAt, shares << 16, offsetof<Control>('ticket'));
  for (let thread = 1; thread < threads; thread++) {
    const sleeps = controlAt + <usize>(thread + 1) * LINE_BYTES + 4;
    if (atomic.xchg<i32>(sleeps, 0) != 0) atomic.notify(sleeps, 1);
  }
}

/** True if a share is left that this thread may take */
export function isCalled(controlAt: usize, thread: i32): bool {
  const ticket = atomic.load<i32>(controlAt, offsetof<Control>('ticket'));
  return (ticket & 0xffff) < ticket >>> 16 && thread < atomic.load<i32>(controlAt, offsetof<Control>('threads'));
}

/** Takes the next free share and returns it, or −1. The job cannot end before the share is done, so the job's words stay valid. */
export function take(controlAt: usize, thread: i32): i32 {
  while (isCalled(controlAt, thread)) {
    const ticket = atomic.load<i32>(controlAt, offsetof<Control>('ticket'));
    const taken = ticket & 0xffff;
    if (taken >= ticket >>> 16) continue;
    if (atomic.cmpxchg<i32>(controlAt, ticket, ticket + 1, offsetof<Control>('ticket')) == ticket) return taken;
  }
  return -1;
}

/** Counts a share as done. */
export function done(controlAt: usize): void {
  const pending = controlAt + offsetof<Control>('pending');
  if (atomic.sub<i32>(pending, 1) == 1) atomic.notify(pending, 1);
}

/** Sleeps until this thread is called. */
export function sleepUntilCalled(controlAt: usize, thread: i32): void {
  const sleeps = controlAt + <usize>(thread + 1) * LINE_BYTES + 4;
  atomic.store<i32>(sleeps, 1);
  if (!isCalled(controlAt, thread)) sleep(sleeps, 1, Infinity);
  atomic.store<i32>(sleeps, 0);
}

/** Makes this instance one of the threads. */
export function join(controlAt: usize, thread: i32): void {
  control = controlAt;
  pulse = controlAt + <usize>(thread + 1) * LINE_BYTES;
}

/** Gives a heartbeat, in loops that may take long, so that the others can tell a working thread from one that is gone. */
// @ts-ignore: decorator
@inline
export function beat(): void {
  store<i32>(pulse, load<i32>(pulse) + 1);
}

/** Returns a number that changes whenever a thread gives a heartbeat. */
export function lifeSigns(): i32 {
  let sum = 0;
  for (let thread = 0; thread < changetype<Control>(control).threads; thread++) {
    sum += atomic.load<i32>(control + <usize>(thread + 1) * LINE_BYTES);
  }
  return sum;
}

/**
 * Sleeps while the word at `at` is `value`, until it is woken or the time is up. Done in JavaScript: the first compiler tier of V8 11.3
 * (Node 20) loses a local of a function that contains WebAssembly's own instruction.
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
