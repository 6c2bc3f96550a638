import {
  ARGUMENT_BYTES,
  instantiate,
  type JobArguments,
  type JobName,
  type KernelExports,
  writeArguments,
  writeWords,
} from '../jobs.ts';

const PAGES = 64;

type Words = Parameters<typeof writeWords>[2];

/** One build of the kernels, on one thread and a small memory of its own, where nothing is ever freed. */
export class TrialKernels {
  readonly exports: KernelExports;
  readonly #memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  readonly #arguments: number;
  #end: number;

  constructor(module: WebAssembly.Module) {
    this.exports = instantiate(module, this.#memory);
    this.#end = this.exports.staticDataEnd();
    this.#arguments = this.allocate(ARGUMENT_BYTES);
  }

  /** The address of `bytes` of zeros. */
  allocate(bytes: number): number {
    const address = Math.ceil(this.#end / 64) * 64;
    this.#end = address + bytes;
    return address;
  }

  /** The address of numbers in (-scale, scale), other ones for each length. */
  numbers(length: number, scale = 1): number {
    const address = this.allocate(length * 4);
    const values = new Float32Array(this.#memory.buffer, address, length);
    for (let i = 0; i < length; i++) values[i] = scale * Math.sin(1.7 * i + length);
    return address;
  }

  /** The address of a right operand in panels. */
  panels(operand: Omit<JobArguments<'packPanels'>, 'to' | 'blockStep'>): number {
    const { columns, depth, blocks } = operand;
    const width = this.exports.panelColumns();
    const to = this.allocate(Math.ceil(columns / width) * width * depth * blocks * 4);
    this.run('packPanels', { ...operand, to, blockStep: columns * 4 });
    return to;
  }

  /** The address of records that lie one behind the other. */
  records(records: readonly (readonly [words: Words, values: Readonly<Record<string, number>>])[]): number {
    const address = this.allocate(4 * records.reduce((sum, [words]) => sum + words.length, 0));
    let at = address;
    for (const [words, values] of records) {
      writeWords(this.#memory, at, words, values);
      at += 4 * words.length;
    }
    return address;
  }

  read(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length).slice();
  }

  run<Job extends JobName>(job: Job, args: JobArguments<Job>): void {
    const kind = writeArguments(this.#memory, this.#arguments, job, args);
    this.exports.run(kind, this.#arguments, 0, 1);
  }
}
