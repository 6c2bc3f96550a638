/** Some 30 µs: what meets here is some 10 µs apart, and a thread that is later than that has lost its core. */
// @ts-ignore: decorator
@inline
const SPINS: i32 = 100000;
// @ts-ignore: decorator
@inline
const SECOND: i64 = 1_000_000_000;

/**
 * Waits until all threads of a job have come here.
 *
 * @param at two zeroed words: how many have come, and how often all have
 * @param failed the word in which a thread that crashed has left its number: then nobody waits for it
 */
export function barrier(at: usize, failed: usize, threads: i32): void {
  if (threads == 1) return;
  const generation = atomic.load<i32>(at, 4);
  if (atomic.add<i32>(at, 1) == threads - 1) {
    atomic.store<i32>(at, 0);
    atomic.store<i32>(at, generation + 1, 4);
    atomic.notify(at + 4, -1);
    return;
  }
  for (let spins = 0; atomic.load<i32>(at, 4) == generation; ) {
    if (++spins < SPINS) continue;
    atomic.wait<i32>(at + 4, generation, SECOND);
    if (atomic.load<i32>(failed) != 0) unreachable();
  }
}
