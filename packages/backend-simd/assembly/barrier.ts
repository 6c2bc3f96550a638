import { waitWhile } from './control';

/** About 30 µs: threads arrive here within about 10 µs, and one that is later has lost its core. */
// @ts-ignore: decorator
@inline
const SPINS: i32 = 100000;

/**
 * Waits until all threads of a job have arrived. Traps instead of waiting for a thread that failed.
 *
 * @param at two zeroed words: the number of threads that have arrived, and of completed rounds
 */
export function barrier(at: usize, threads: i32): void {
  if (threads == 1) return;
  const generation = atomic.load<i32>(at, 4);
  if (atomic.add<i32>(at, 1) == threads - 1) {
    atomic.store<i32>(at, 0);
    atomic.store<i32>(at, generation + 1, 4);
    atomic.notify(at + 4, -1);
    return;
  }
  for (let spins = 0; spins < SPINS; spins++) {
    if (atomic.load<i32>(at, 4) != generation) return;
  }
  waitWhile(at + 4, generation);
}
