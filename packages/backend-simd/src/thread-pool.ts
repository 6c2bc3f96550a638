import { LongrangeError } from '@longrange/errors';

/** Words of the control block; the first five are also known to assembly/index.ts. */
const PENDING = 1;
export const FAILED = 5;
export const CONTROL_BYTES = 64;

/**
 * A worker is a thread that waits inside WebAssembly. It has no file of its own, so that nothing must be found at run time.
 * A trap ends it: it says so in the control block and counts itself as done, so that nobody waits for it.
 */
const workerSource = `
const { workerData } = require('node:worker_threads');
const { module, memory, control, thread } = workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
try {
  exports.work(control, thread);
} catch (error) {
  const words = new Int32Array(memory.buffer, control, 16);
  Atomics.store(words, ${FAILED}, thread);
  Atomics.sub(words, ${PENDING}, 1);
  Atomics.notify(words, ${PENDING});
  throw error;
}`;

interface WorkerHandle {
  terminate(): Promise<number>;
}

/** `threads - 1` workers beside the calling thread; they die with the process. */
export class ThreadPool {
  readonly threads: number;
  readonly #workers: WorkerHandle[];
  readonly #words: Int32Array;
  #terminated = false;

  private constructor(workers: WorkerHandle[], words: Int32Array) {
    this.#workers = workers;
    this.#words = words;
    this.threads = workers.length + 1;
  }

  static async create(
    threads: number,
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    control: number,
  ): Promise<ThreadPool> {
    const words = new Int32Array(memory.buffer, control, CONTROL_BYTES / 4);
    words.fill(0);
    const workers: WorkerHandle[] = [];
    if (threads > 1) {
      const { Worker } = await import('node:worker_threads');
      for (let thread = 1; thread < threads; thread++) {
        const worker = new Worker(workerSource, {
          eval: true,
          name: `longrange-simd-${thread}`,
          workerData: { module, memory, control, thread },
        });
        // The failure itself is reported by `wait`, on the thread that asked for the work.
        worker.on('error', () => {});
        worker.unref();
        workers.push(worker);
      }
    }
    return new ThreadPool(workers, words);
  }

  /** Blocks until all workers have done their share; `spin` tries for a moment first. */
  wait(spin: () => number): void {
    for (let pending = spin(); pending > 0; pending = Atomics.load(this.#words, PENDING)) {
      Atomics.wait(this.#words, PENDING, pending, 1000);
    }
    this.assertAlive();
  }

  assertAlive(): void {
    if (this.#terminated) throw new Error('the threads of this engine have been terminated');
    const failed = Atomics.load(this.#words, FAILED);
    if (failed === 0) return;
    throw new LongrangeError({
      code: 'ENGINE_THREAD_FAILED',
      message: `Expected thread ${failed} of the embedded engine to finish its share, got a crash inside it.`,
      hint: 'start again from the last checkpoint; with --threads 1 the error shows where it happens.',
    });
  }

  /** Ends the threads. Work that is asked for afterwards is an error, since nobody would do it. */
  async terminate(): Promise<void> {
    this.#terminated = true;
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
