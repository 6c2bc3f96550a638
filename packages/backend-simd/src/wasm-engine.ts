import { Engine, type EngineSizes } from './engine.ts';
import { compileKernels, type Variant } from './features.ts';
import { createSharedMemory, type Heap, sharedHeap } from './heap.ts';
import {
  ARGUMENT_BYTES,
  instantiate,
  type JobArguments,
  type JobName,
  type KernelExports,
  type Values,
  type Words,
  writeArguments,
  writeWords,
} from './jobs.ts';
import { wholePanels } from './kernels/panels.ts';
import { ThreadPool } from './thread-pool.ts';

export interface WasmEngineOptions {
  readonly threads: number;
  readonly variant?: Variant;
  /** See ThreadPoolOptions. */
  readonly silenceSeconds?: number;
}

/** The WebAssembly side of the backend: memory, kernels and threads. */
export class WasmEngine extends Engine {
  readonly heap: Heap;
  readonly sizes: EngineSizes;
  readonly kernels: KernelExports;
  readonly variant: Variant;
  readonly reason: string;
  readonly argumentBytes = ARGUMENT_BYTES;
  #jobsRun = 0;
  readonly memory: WebAssembly.Memory;
  readonly #pool: ThreadPool;
  readonly #arguments: number;

  private constructor(
    memory: WebAssembly.Memory,
    heap: Heap,
    kernels: KernelExports,
    pool: ThreadPool,
    { variant, reason }: { variant: Variant; reason: string },
  ) {
    super();
    this.memory = memory;
    this.heap = heap;
    this.kernels = kernels;
    this.sizes = {
      ...kernels,
      panelBytes: (columns, depth) => wholePanels(this, columns) * depth * 4,
    };
    this.variant = variant;
    this.reason = reason;
    this.#pool = pool;
    this.#arguments = heap.allocate(ARGUMENT_BYTES);
  }

  static async create({ threads, variant, ...limits }: WasmEngineOptions): Promise<WasmEngine> {
    const compiled = await compileKernels(variant);
    const memory = createSharedMemory();
    const kernels = instantiate(compiled.module, memory);
    const heap = sharedHeap(memory, kernels.staticDataEnd());
    const controlAt = heap.allocate(kernels.controlBytes(threads));
    const { module } = compiled;
    const pool = await ThreadPool.create({ threads, module, memory, kernels, controlAt, ...limits });
    return new WasmEngine(memory, heap, kernels, pool, compiled);
  }

  get threads(): number {
    return this.#pool.threads;
  }

  get jobsRun(): number {
    return this.#jobsRun;
  }

  /**
   * See `Engine`.
   *
   * @throws LongrangeError `ENGINE_THREAD_FAILED` if a thread crashes or is gone, and for every job after that
   */
  runShares<Job extends JobName>(job: Job, args: JobArguments<Job>, shares: number, threads: number): void {
    this.#pool.assertUsable();
    this.#jobsRun += 1;
    const kind = this.writeJob(this.#arguments, job, args);
    if (threads > 1) this.#pool.run(kind, this.#arguments, shares, threads);
    else this.#runAlone(kind, shares);
    this.#pool.assertUsable();
  }

  #runAlone(kind: number, shares: number): void {
    try {
      for (let share = 0; share < shares; share++) this.kernels.run(kind, this.#arguments, share, shares);
    } catch (cause) {
      this.#pool.fail(cause);
    }
  }

  writeJob<Job extends JobName>(address: number, job: Job, args: JobArguments<Job>): number {
    return writeArguments(this.memory, address, job, args);
  }

  recordBytes(words: Words): number {
    return 4 * words.length;
  }

  writeRecord<const Record extends Words>(address: number, words: Record, values: Values<Record>): void {
    writeWords(this.memory, address, words, values);
  }

  async terminate(): Promise<void> {
    await this.#pool.terminate();
  }
}
