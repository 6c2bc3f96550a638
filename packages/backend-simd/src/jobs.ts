import { adamTensors, jobs, normTensor, plan, planLayer, recordedJob } from './generated/declarations.ts';

// Jobs and records as assembly/ declares them. TypeScript writes them by name and defines no order of words itself.

/** A 32-bit word in memory that the kernels read: its name, and its type in AssemblyScript. */
type Word = readonly [name: string, type: 'i32' | 'usize' | 'bool' | 'f32'];
/** Words of a record or of the arguments of a job, in this order */
export type Words = readonly Word[];

/** Value of each word, by name. */
export type Values<Record extends Words> = {
  readonly [W in Record[number] as W[0]]: W[1] extends 'bool' ? boolean : number;
};

export type JobName = keyof typeof jobs;
export type JobArguments<Job extends JobName> = Values<(typeof jobs)[Job]['words']>;

/** The words of each job. */
export const jobWords: { readonly [name: string]: Words } = Object.fromEntries(
  Object.entries(jobs).map(([name, { words }]) => [name, words]),
);

/** Returns a number that identifies a job and its sizes, without addresses: jobs with the same number take the same time, up to noise. */
export function sizeOf<Job extends JobName>(job: Job, values: JobArguments<Job>): number {
  const { kind, words }: { kind: number; words: Words } = jobs[job];
  const named = values as { readonly [word: string]: number | boolean };
  let size = kind;
  for (const [word, type] of words) {
    if (type === 'i32') size = Math.imul(size ^ (named[word] as number), 0x9e3779b1) ^ (size >>> 15);
  }
  return size;
}

/** The words of the records that jobs read. */
export const recordWords: { readonly [name: string]: Words } = {
  plan,
  planLayer,
  adamTensors,
  normTensor,
  recordedJob,
};

/** Bytes that the arguments of any job fit in */
export const ARGUMENT_BYTES = 4 * Math.max(...Object.values(jobs).map(({ words }) => words.length));

/** Writes a value for each of `words` at `address`. */
export function writeWords<const Record extends Words>(
  { buffer }: WebAssembly.Memory,
  address: number,
  words: Record,
  values: Values<Record>,
): void {
  const integers = new Int32Array(buffer, address, words.length);
  const reals = new Float32Array(buffer, address, words.length);
  const named = values as { readonly [name: string]: number | boolean };
  for (let i = 0; i < words.length; i++) {
    const [name, type] = words[i]!;
    if (type === 'f32') reals[i] = named[name] as number;
    else integers[i] = Number(named[name]);
  }
}

/** Writes the arguments of a job at `address`; returns the job's number. */
export function writeArguments<Job extends JobName>(
  memory: WebAssembly.Memory,
  address: number,
  name: Job,
  values: JobArguments<Job>,
): number {
  const { kind, words }: { kind: number; words: (typeof jobs)[Job]['words'] } = jobs[name];
  writeWords(memory, address, words, values);
  return kind;
}

/** Index of each name in `words` */
export function wordIndices<const Record extends Words>(
  words: Record,
): { readonly [Name in Record[number][0]]: number } {
  return Object.fromEntries(words.map(([name], index) => [name, index])) as {
    [Name in Record[number][0]]: number;
  };
}

/** Exports of assembly/index.ts. Addresses are byte offsets in the shared memory. */
export interface KernelExports {
  /** Size of the control block in bytes; `join` makes this instance one of the threads that share it. */
  controlBytes(threads: number): number;
  join(control: number, thread: number): void;
  /** Returns a number that changes whenever a thread gives a heartbeat. */
  lifeSigns(): number;
  run(kind: number, args: number, share: number, shares: number): void;
  start(control: number, kind: number, args: number, shares: number, threads: number): void;
  /** Takes the next free share and returns it, or −1. */
  take(control: number, thread: number): number;
  done(control: number): void;
  spin(control: number): number;
  work(control: number, thread: number): void;
  /** First address that no instance writes when it starts. */
  staticDataEnd(): number;
  /** Columns of a panel of a product's right operand. */
  panelColumns(): number;
  matmulScratchBytes(): number;
  recurrentScratchBytes(rows: number, units: number): number;
  /** @param characters size of the vocabulary, in whole panels */
  generateScratchBytes(rows: number, units: number, characters: number): number;
  applyMath(which: number, size: number, x: number): void;
}

/** Makes an instance for this thread; workers make theirs in the same way (thread-pool.ts). */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  const sleep = (at: number, value: number, milliseconds: number): void =>
    void Atomics.wait(new Int32Array(memory.buffer), at >>> 2, value, milliseconds);
  return new WebAssembly.Instance(module, { env: { memory, sleep } }).exports as unknown as KernelExports;
}
