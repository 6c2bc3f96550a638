/** Calls after which the slower way is tried again, times its slowness: the load of the machine may have changed. */
const CALLS_BETWEEN_TRIALS = 16;

/**
 * Decides if work whose threads synchronize often is faster on all of them or on one. Synchronizing costs next to nothing if each
 * thread has its own core, and a multiple of the work if one of them waits for a core; so both ways are measured, and the last
 * measurement counts. The work must have the same result either way.
 */
export class ThreadChoice {
  readonly #now: () => number;
  /** Milliseconds for one unit of work, when last measured: on one thread, on all. */
  readonly #cost = { one: Number.NaN, all: Number.NaN };
  #callsSinceTrial = 0;

  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** @param amount of work, in the same unit at each call; @param work called with true to use all threads */
  run(amount: number, work: (parallel: boolean) => void): void {
    const way = this.#next();
    const started = this.#now();
    work(way === 'all');
    this.#cost[way] = (this.#now() - started) / amount;
  }

  #next(): 'one' | 'all' {
    const { one, all } = this.#cost;
    if (Number.isNaN(all)) return 'all';
    if (Number.isNaN(one)) return 'one';
    const [faster, slower] = all < one ? (['all', 'one'] as const) : (['one', 'all'] as const);
    this.#callsSinceTrial += 1;
    if (this.#callsSinceTrial < CALLS_BETWEEN_TRIALS * (this.#cost[slower] / this.#cost[faster]))
      return faster;
    this.#callsSinceTrial = 0;
    return slower;
  }
}
