import { compileKernels, type Variant } from './features.ts';
import { createSharedMemory, Heap } from './heap.ts';
import { ARGUMENT_BYTES, type JobArguments, type JobName, writeArguments } from './jobs.ts';
import { instantiate, type KernelExports } from './kernel-exports.ts';
import { ThreadPool } from './thread-pool.ts';

export interface EngineOptions {
  readonly threads: number;
  readonly variant?: Variant;
  /** See ThreadPoolOptions. */
  readonly silenceSeconds?: number;
}

/** The WebAssembly side of the backend: memory, kernels and threads. It knows addresses, not tensors. */
export class Engine {
  readonly heap: Heap;
  readonly kernels: KernelExports;
  readonly variant: Variant;
  readonly reason: string;
  #jobsRun = 0;
  readonly #pool: ThreadPool;
  readonly #controlAt: number;
  readonly #arguments: number;

  private constructor(
    heap: Heap,
    kernels: KernelExports,
    pool: ThreadPool,
    controlAt: number,
    { variant, reason }: { variant: Variant; reason: string },
  ) {
    this.heap = heap;
    this.kernels = kernels;
    this.variant = variant;
    this.reason = reason;
    this.#pool = pool;
    this.#controlAt = controlAt;
    this.#arguments = heap.allocate(ARGUMENT_BYTES);
  }

  static async create({ threads, variant, ...limits }: EngineOptions): Promise<Engine> {
    const compiled = await compileKernels(variant);
    const memory = createSharedMemory();
    const kernels = instantiate(compiled.module, memory);
    const heap = new Heap(memory, kernels.staticDataEnd());
    const controlAt = heap.allocate(kernels.controlBytes(threads));
    const { module } = compiled;
    const pool = await ThreadPool.create({ threads, module, memory, kernels, controlAt, ...limits });
    return new Engine(heap, kernels, pool, controlAt, compiled);
  }

  get threads(): number {
    return this.#pool.threads;
  }

  /** Jobs since the start. */
  get jobsRun(): number {
    return this.#jobsRun;
  }

  /**
   * Runs one job, on all threads or (small work) on this one alone, and returns when it is done.
   *
   * @throws LongrangeError `ENGINE_THREAD_FAILED` where a thread crashes or is gone; and for every job after that
   */
  run<Job extends JobName>(job: Job, args: JobArguments<Job>, parallel = true): void {
    this.#pool.assertUsable();
    this.#jobsRun += 1;
    const kind = writeArguments(this.heap.memory, this.#arguments, job, args);
    const threads = parallel ? this.threads : 1;
    if (threads > 1) this.kernels.start(this.#controlAt, kind, this.#arguments, threads);
    try {
      this.kernels.run(kind, this.#arguments, 0, threads);
    } catch (cause) {
      this.#pool.fail(cause);
    }
    if (threads > 1) this.#pool.wait();
    this.#pool.assertUsable();
  }

  /** Hands `use` the address of `bytes` of memory that is free again afterwards. */
  withScratch<T>(bytes: number, use: (address: number) => T): T {
    const address = this.heap.allocate(bytes);
    try {
      return use(address);
    } finally {
      this.heap.free(address);
    }
  }

  async terminate(): Promise<void> {
    await this.#pool.terminate();
  }
}
