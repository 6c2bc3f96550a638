import { recordedJob } from './generated/declarations.ts';
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

/** A job that was asked for while jobs were recorded. */
export interface RecordedJob {
  readonly job: JobName;
  readonly args: never;
  readonly shares: number;
}

/** Memory, jobs and threads under the kernels of TensorFlow.js. It knows addresses, not tensors. */
export abstract class Engine {
  abstract readonly heap: Heap;
  abstract readonly sizes: EngineSizes;
  abstract readonly threads: number;
  /** Jobs since the start */
  abstract readonly jobsRun: number;

  #threadCount: ThreadCount | undefined;
  #recording: RecordedJob[] | undefined;

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
    const shares = parallel ? this.threads : 1;
    if (this.#recording !== undefined) this.#recording.push({ job, args: args as never, shares });
    else if (shares === 1) this.runShares(job, args, 1, 1);
    else
      this.threadCount.run(sizeOf(job, args), 1, (threads) =>
        this.runShares(job, args, this.threads, threads),
      );
  }

  /** The jobs that are being recorded; undefined if none are. */
  get recording(): readonly RecordedJob[] | undefined {
    return this.#recording;
  }

  /**
   * Records the jobs that `work` asks for, without running them, and calls `use`, which may repeat them: until then, their memory is not given
   * to others.
   */
  record<T>(work: () => void, use: (jobs: readonly RecordedJob[]) => T): T {
    return this.heap.whileKeeping(() => {
      const jobs: RecordedJob[] = [];
      this.#recording = jobs;
      try {
        work();
      } finally {
        this.#recording = undefined;
      }
      return use(jobs);
    });
  }

  /**
   * Runs recorded jobs `times` times, as one job.
   *
   * @param time address of an int32 that receives the number of the round
   */
  repeat(jobs: readonly RecordedJob[], times: number, time: number, threads: number): void {
    const recordBytes = this.recordBytes(recordedJob);
    const argumentsAt = recordBytes * jobs.length;
    this.withScratch(argumentsAt + jobs.length * this.argumentBytes + 8, (at) => {
      const barrierAt = at + argumentsAt + jobs.length * this.argumentBytes;
      this.heap.integers(barrierAt, 2).fill(0);
      jobs.forEach(({ job, args, shares }, index) => {
        const argsAt = at + argumentsAt + index * this.argumentBytes;
        const kind = this.writeJob(argsAt, job, args);
        this.writeRecord(at + index * recordBytes, recordedJob, { kind, args: argsAt, shares });
      });
      const all = { times, count: jobs.length, jobs: at, time, barrierAt };
      this.runShares('repeat', all, threads, threads);
    });
  }

  /** Runs one job in `shares` shares on `threads` threads. Shares that wait for each other need a thread each. */
  abstract runShares<Job extends JobName>(
    job: Job,
    args: JobArguments<Job>,
    shares: number,
    threads: number,
  ): void;

  /** Bytes that the arguments of any job fit in */
  abstract readonly argumentBytes: number;

  /** Writes the arguments of a job; returns the job's number. */
  abstract writeJob<Job extends JobName>(address: number, job: Job, args: JobArguments<Job>): number;

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
