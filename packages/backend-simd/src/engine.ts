import type { Heap } from './heap.ts';
import { type JobArguments, type JobName, sizeOf, type Values, type Words } from './jobs.ts';
import { ThreadCount } from './thread-count.ts';

/** Memory sizes of jobs, which depend on the width of the engine's vectors */
export interface EngineSizes {
  /** Columns in a panel of a product's right operand. */
  panelColumns(): number;
  /** Bytes of a right operand (depth, columns) in panels. */
  panelBytes(columns: number, depth: number): number;
  /** Scratch of one share */
  matmulScratchBytes(): number;
  recurrentScratchBytes(rows: number, units: number): number;
  /** @param characters size of the vocabulary, in whole panels */
  generateScratchBytes(rows: number, units: number, characters: number): number;
}

/** Memory, jobs and threads under the kernels of TensorFlow.js. It knows addresses, not tensors. */
export abstract class Engine {
  abstract readonly heap: Heap;
  abstract readonly sizes: EngineSizes;
  abstract readonly threads: number;
  /** Jobs since the start */
  abstract readonly jobsRun: number;

  #threadCount: ThreadCount | undefined;

  /** Chooses the number of threads that take the shares of a job, or wait for each other in one */
  get threadCount(): ThreadCount {
    this.#threadCount ??= new ThreadCount(this.threads);
    return this.#threadCount;
  }

  /**
   * Runs one job, cut into as many shares as there are threads (small work into one), and returns when it is done. The results depend on the
   * shares, not on which thread takes them.
   */
  run<Job extends JobName>(job: Job, args: JobArguments<Job>, parallel = true): void {
    if (!parallel || this.threads === 1) this.runShares(job, args, 1, 1);
    else
      this.threadCount.run(sizeOf(job, args), 1, (threads) =>
        this.runShares(job, args, this.threads, threads),
      );
  }

  /** Runs one job in `shares` shares on `threads` threads. Shares that wait for each other need a thread each. */
  abstract runShares<Job extends JobName>(
    job: Job,
    args: JobArguments<Job>,
    shares: number,
    threads: number,
  ): void;

  /** Size of a record in bytes. */
  abstract recordBytes(words: Words): number;

  /** Writes a record for jobs to read: a value for each of its words. */
  abstract writeRecord<const Record extends Words>(
    address: number,
    words: Record,
    values: Values<Record>,
  ): void;

  /** Ends the threads. Running a job afterwards is an error. */
  abstract terminate(): Promise<void>;

  /** Calls `use` with the address of `bytes` of memory, freed afterwards */
  withScratch<T>(bytes: number, use: (address: number) => T): T {
    const address = this.heap.allocate(bytes);
    try {
      return use(address);
    } finally {
      this.heap.free(address);
    }
  }
}
