import { LongrangeError } from '@longrange/errors';
import { control } from './generated/declarations.ts';
import { startWorker, type WorkerHandle } from './host.ts';
import { type KernelExports, wordIndices } from './jobs.ts';

const { pending: PENDING, failed: FAILED, patience: PATIENCE } = wordIndices(control);

/** Value of the word `failed` if no thread has failed, but one gives no heartbeat */
const SILENT = -1;

/**
 * Source of a worker, a thread that waits inside WebAssembly. A trap ends it: it reports this in the control block and counts itself
 * as done, so that no thread waits for it.
 */
const workerSource = `
const { module, memory, controlAt, thread } = data;
const sleep = (at, value, milliseconds) =>
  void Atomics.wait(new Int32Array(memory.buffer), at >>> 2, value, milliseconds);
const { exports } = new WebAssembly.Instance(module, { env: { memory, sleep } });
ready();
try {
  exports.work(controlAt, thread);
} catch (error) {
  const words = new Int32Array(memory.buffer, controlAt, ${control.length});
  Atomics.compareExchange(words, ${FAILED}, 0, thread + 1);
  Atomics.sub(words, ${PENDING}, 1);
  Atomics.notify(words, ${PENDING});
  throw error;
}`;

export interface ThreadPoolOptions {
  readonly threads: number;
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** This thread's own instance of the module. */
  readonly kernels: KernelExports;
  /** Address of a control block for `threads` threads. */
  readonly controlAt: number;
  /** Time limit for threads to start */
  readonly startSeconds?: number;
  /**
   * Time without a heartbeat from any of the awaited threads after which they count as gone. Kernels that compute give one many
   * times a second; those that pass over memory only once, 4 GiB at most, give none.
   */
  readonly silenceSeconds?: number;
}

/** Pool of `threads - 1` workers beside the calling thread; they end with the process. */
export class ThreadPool {
  readonly threads: number;
  readonly #workers: WorkerHandle[] = [];
  readonly #kernels: KernelExports;
  readonly #controlAt: number;
  readonly #words: Int32Array;
  /** Cause of the first failure, if it is known */
  #cause: unknown;
  #terminated = false;

  private constructor({ threads, memory, kernels, controlAt, silenceSeconds = 120 }: ThreadPoolOptions) {
    this.threads = threads;
    this.#kernels = kernels;
    this.#controlAt = controlAt;
    new Uint8Array(memory.buffer, controlAt, kernels.controlBytes(threads)).fill(0);
    this.#words = new Int32Array(memory.buffer, controlAt, control.length);
    this.#words[PATIENCE] = silenceSeconds;
    kernels.join(controlAt, 0);
  }

  /** Starts the threads. @throws LongrangeError `ENGINE_THREADS_NOT_STARTED` if one does not start; then none is left */
  static async create(options: ThreadPoolOptions): Promise<ThreadPool> {
    const { threads, module, memory, controlAt, startSeconds = 60 } = options;
    const pool = new ThreadPool(options);
    try {
      for (let thread = 1; thread < threads; thread++) {
        const data = { module, memory, controlAt, thread };
        const onEnd = (cause: unknown): void => pool.#ended(thread, cause);
        const worker = startWorker(`longrange-simd-${thread}`, workerSource, data, onEnd);
        // A rejection before anything awaits it is reported when it is awaited.
        worker.ready.catch(() => {});
        pool.#workers.push(worker);
      }
      await within(
        startSeconds,
        pool.#workers.map(({ ready }) => ready),
      );
    } catch (cause) {
      await pool.terminate();
      throw new LongrangeError({
        code: 'ENGINE_THREADS_NOT_STARTED',
        message: `Expected ${threads} threads of the embedded engine to start, got ${String(cause)}.`,
        hint: 'use fewer threads; --threads 1 starts none.',
        cause,
      });
    }
    return pool;
  }

  /** Runs all shares of a job on the first `threads` threads, this one included, and waits for them. */
  run(kind: number, args: number, shares: number, threads: number): void {
    const [kernels, controlAt] = [this.#kernels, this.#controlAt];
    kernels.start(controlAt, kind, args, shares, threads);
    for (let share = kernels.take(controlAt, 0); share >= 0; share = kernels.take(controlAt, 0)) {
      try {
        kernels.run(kind, args, share, shares);
      } catch (cause) {
        this.fail(cause);
      }
      kernels.done(controlAt);
    }
    this.wait();
  }

  /** Blocks until all shares are done, or a thread that has taken one is found to be gone. */
  wait(): void {
    let signs = 0;
    let silence = 0;
    for (let pending = this.#kernels.spin(this.#controlAt); pending > 0; ) {
      if (this.#failed === SILENT) return;
      // Seconds are counted one by one: if the process was suspended for an hour, only one has passed.
      const waited = Atomics.wait(this.#words, PENDING, pending, 1000);
      const now = this.#kernels.lifeSigns();
      silence = waited === 'timed-out' && now === signs ? silence + 1 : 0;
      signs = now;
      if (silence === this.#words[PATIENCE]) {
        Atomics.compareExchange(this.#words, FAILED, 0, SILENT);
        return;
      }
      pending = Atomics.load(this.#words, PENDING);
    }
  }

  /** Reports that the calling thread has failed, so that the others do not wait for it. */
  fail(cause: unknown): void {
    this.#note(0, cause);
  }

  /** @throws LongrangeError `ENGINE_THREAD_FAILED` once a thread has failed, whatever the request */
  assertUsable(): void {
    const failed = this.#failed;
    if (failed === 0) {
      if (this.#terminated) throw new Error('the threads of this engine have been terminated');
      return;
    }
    // The remaining threads have nothing left to do.
    if (!this.#terminated) void this.terminate();
    const got =
      failed === SILENT
        ? `Expected an answer from every thread of the embedded engine, got none for ${this.#words[PATIENCE]} s`
        : `Expected thread ${failed - 1} of the embedded engine to finish its share, got ${this.#cause ?? 'a crash inside it'}`;
    throw new LongrangeError({
      code: 'ENGINE_THREAD_FAILED',
      message: `${got}. The engine accepts no more work.`,
      hint: 'start again from the last checkpoint; with --threads 1 the error shows where it happens.',
      cause: this.#cause,
    });
  }

  /** Ends the threads. Later requests for work are errors. */
  async terminate(): Promise<void> {
    this.#terminated = true;
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  get #failed(): number {
    return Atomics.load(this.#words, FAILED);
  }

  #ended(thread: number, cause: unknown): void {
    if (!this.#terminated) this.#note(thread, cause);
  }

  #note(thread: number, cause: unknown): void {
    Atomics.compareExchange(this.#words, FAILED, 0, thread + 1);
    if (this.#failed === thread + 1) this.#cause ??= cause;
  }
}

/** Waits for all promises. @throws Error if that takes longer */
async function within(seconds: number, promises: readonly Promise<void>[]): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${seconds} s`)), seconds * 1000);
  });
  try {
    await Promise.race([Promise.all(promises), late]);
  } finally {
    clearTimeout(timer);
  }
}
