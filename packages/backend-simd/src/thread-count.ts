/** Milliseconds of work over which speed is measured: several times as long as a thread waits to get a core back. */
const WINDOW = 20;
/** Milliseconds before a thread count is judged, since the system moves threads between cores only now and then. */
const SETTLING = 60;
/** Time until more threads are tried again, in durations of a trial */
const UNTIL_TRIAL = 8;
/** Rate at which the best time of work is forgotten, since processors slow down as they warm up */
const FORGETTING = 1.002;
/** Maximum number of kinds remembered, since every new text length makes a new kind of work. */
const MOST_KINDS = 10_000;
/** Weight of the last window in the slowness of a thread count */
const WEIGHT = 0.25;

/**
 * Chooses the number of threads that work: all, if each has a core. Beside another busy process, a thread that loses its core makes the
 * others wait for its share, or takes the core of the calling thread. So only half of them work, or a quarter, down to one, if that is
 * faster. Twice as many are tried again now and then. The work must have the same result either way.
 */
export class ThreadCount {
  /** Possible thread counts, largest first. */
  readonly #counts: readonly number[];
  readonly #now: () => number;
  /** Index of the current count */
  #present = 0;
  #since: number;
  #untilTrial = 0;
  /** Shortest time of a unit of each kind of work on all threads, in milliseconds */
  readonly #best = new Map<number | string, number>();
  /** Milliseconds of the current window, those spent in work whose best time is known, and that best time */
  #elapsed = 0;
  #spent = 0;
  #atBest = 0;
  /** Time of work relative to the best on all threads, for each count that was tried */
  readonly #slowness: number[] = [1];

  constructor(threads: number, now = () => performance.now()) {
    const counts = [threads];
    for (let count = threads; count > 1; counts.push(count)) count = Math.ceil(count / 2);
    this.#counts = counts;
    this.#now = now;
    this.#since = now();
  }

  /**
   * @param kind same for all work whose time depends only on its amount
   * @param amount amount of work, in a unit of its kind
   * @param work called with the number of threads to use
   */
  run(kind: number | string, amount: number, work: (threads: number) => void): void {
    const started = this.#now();
    work(this.#counts[this.#present]!);
    const ended = this.#now();
    this.#elapsed += ended - started;
    this.#note(kind, amount, ended - started);
    if (this.#elapsed >= WINDOW) this.#closeWindow(ended, ended - started);
  }

  #note(kind: number | string, amount: number, spent: number): void {
    let best = this.#best.get(kind);
    if (this.#present === 0) {
      best = Math.min(spent / amount, (best ?? Number.POSITIVE_INFINITY) * FORGETTING);
      if (this.#best.size > MOST_KINDS) this.#best.clear();
      this.#best.set(kind, best);
    }
    if (best === undefined) return;
    this.#spent += spent;
    this.#atBest += best * amount;
  }

  #closeWindow(now: number, last: number): void {
    const [slowness, present, fewer] = [this.#slowness, this.#present, this.#present + 1];
    if (this.#spent > 0) {
      const slow = this.#spent / this.#atBest;
      slowness[present] = mix(slowness[present] ?? slow, slow);
    }
    this.#elapsed = 0;
    this.#spent = 0;
    this.#atBest = 0;
    const here = now - this.#since;
    if (here < SETTLING) return;
    if (fewer < this.#counts.length && this.#isTimeFor(fewer, here)) {
      // A count that was never tried is tried only briefly.
      this.#untilTrial = slowness[fewer] === undefined ? SETTLING : UNTIL_TRIAL * Math.max(SETTLING, last);
      this.#use(fewer, now);
    } else if (present > 0 && here > this.#untilTrial) {
      // Work that never repeats gives no measurement: fewer threads then count as proportionally slower.
      slowness[present] ??= this.#counts[0]! / this.#counts[present]!;
      // Counts as equally slow until it is measured.
      slowness[present - 1] = slowness[present];
      this.#use(present - 1, now);
    }
  }

  /** Returns true once for counts never tried, since the machine may have been busy all along, and afterwards if they were faster. */
  #isTimeFor(fewer: number, here: number): boolean {
    const known = this.#slowness[fewer];
    return known === undefined ? here > UNTIL_TRIAL * SETTLING : this.#slowness[this.#present]! > known;
  }

  #use(index: number, now: number): void {
    this.#present = index;
    this.#since = now;
  }
}

function mix(before: number, last: number): number {
  return before + WEIGHT * (last - before);
}
