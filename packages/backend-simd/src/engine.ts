import { compileKernels, type Variant } from './features.ts';
import { createSharedMemory, Heap } from './heap.ts';
import { ARGUMENT_BYTES, type JobArguments, type JobName, writeArguments } from './jobs.ts';
import { instantiate, type KernelExports } from './kernel-exports.ts';
import { CONTROL_BYTES, FAILED, ThreadPool } from './thread-pool.ts';

export interface EngineOptions {
  readonly threads: number;
  readonly variant?: Variant;
}

/** The WebAssembly side of the backend: memory, kernels and threads. It knows addresses, not tensors. */
export class Engine {
  readonly heap: Heap;
  readonly kernels: KernelExports;
  readonly variant: Variant;
  readonly reason: string;
  #jobsRun = 0;
  readonly #pool: ThreadPool;
  readonly #control: number;
  readonly #arguments: number;

  private constructor(
    heap: Heap,
    kernels: KernelExports,
    pool: ThreadPool,
    control: number,
    { variant, reason }: { variant: Variant; reason: string },
  ) {
    this.heap = heap;
    this.kernels = kernels;
    this.variant = variant;
    this.reason = reason;
    this.#pool = pool;
    this.#control = control;
    this.#arguments = heap.allocate(ARGUMENT_BYTES);
  }

  static async create({ threads, variant }: EngineOptions): Promise<Engine> {
    const compiled = await compileKernels(variant);
    const memory = createSharedMemory();
    const kernels = instantiate(compiled.module, memory);
    const heap = new Heap(memory, kernels.staticDataEnd());
    const control = heap.allocate(CONTROL_BYTES);
    const pool = await ThreadPool.create(threads, compiled.module, memory, control);
    return new Engine(heap, kernels, pool, control, compiled);
  }

  get threads(): number {
    return this.#pool.threads;
  }

  /** Address of the word in which a thread that crashed leaves its number. */
  get failedWord(): number {
    return this.#control + FAILED * 4;
  }

  /** Jobs since the start. */
  get jobsRun(): number {
    return this.#jobsRun;
  }

  /** Runs one job, on all threads or (small work) on this one alone, and returns when it is done. */
  run<Job extends JobName>(job: Job, args: JobArguments<Job>, parallel = true): void {
    this.#jobsRun += 1;
    const kind = writeArguments(this.heap.memory, this.#arguments, job, args);
    if (!parallel || this.threads === 1) {
      this.kernels.run(kind, this.#arguments, 0, 1);
      return;
    }
    this.#pool.assertAlive();
    this.kernels.start(this.#control, kind, this.#arguments, this.threads);
    try {
      this.kernels.run(kind, this.#arguments, 0, this.threads);
    } finally {
      this.#pool.wait(() => this.kernels.spin(this.#control));
    }
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
