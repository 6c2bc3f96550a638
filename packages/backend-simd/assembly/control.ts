/** What the threads share, in words of 32 bits; TypeScript knows them by these names (scripts/build-wasm.mjs). */
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
  /** The number of a thread that crashed, or 0. */
  failed: i32;
}
