import { LongrangeError } from '@longrange/errors';
import { control } from './generated/declarations.ts';
import { startWorker, type WorkerHandle } from './host.ts';
import { wordIndices } from './jobs.ts';

/** Words of the control block. */
const { pending: PENDING } = wordIndices(control);
export const FAILED = wordIndices(control).failed;

export const CONTROL_BYTES = 4 * control.length;

/**
 * A worker is a thread that waits inside WebAssembly. A trap ends it: it says so in the control block and counts itself as
 * done, so that nobody waits for it.
 */
const workerSource = `
const { module, memory, controlAt, thread } = data;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
try {
  exports.work(controlAt, thread);
} catch (error) {
  const words = new Int32Array(memory.buffer, controlAt, ${control.length});
  Atomics.store(words, ${FAILED}, thread);
  Atomics.sub(words, ${PENDING}, 1);
  Atomics.notify(words, ${PENDING});
  throw error;
}`;

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
    controlAt: number,
  ): Promise<ThreadPool> {
    const words = new Int32Array(memory.buffer, controlAt, CONTROL_BYTES / 4);
    words.fill(0);
    const workers = await Promise.all(
      Array.from({ length: threads - 1 }, (_, i) =>
        startWorker(`longrange-simd-${i + 1}`, workerSource, { module, memory, controlAt, thread: i + 1 }),
      ),
    );
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
