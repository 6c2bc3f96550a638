import { adamTensors, cells, plan, planLayer } from '../generated/declarations.ts';
import {
  ARGUMENT_BYTES,
  instantiate,
  type JobArguments,
  type JobName,
  jobWords,
  type KernelExports,
  type Words,
  writeArguments,
  writeWords,
} from '../jobs.ts';

const PAGES = 64;
/** Sizes whose rows and units do not fill their tiles and panels. */
const [T, B, H] = [3, 11, 40];
const GATES = { lstm: 4, gru: 3, rnn: 1 };

/** One build of the kernels on one thread, with a small memory of its own in which nothing is ever freed. */
export class TrialKernels {
  readonly exports: KernelExports;
  readonly #memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  readonly #arguments: number;
  #end: number;
  #arrays = 0;

  constructor(module: WebAssembly.Module) {
    this.exports = instantiate(module, this.#memory);
    this.#end = this.exports.staticDataEnd();
    this.#arguments = this.allocate(ARGUMENT_BYTES);
  }

  /** Results of all trial jobs except products, by name */
  results(): Readonly<Record<string, Float32Array>> {
    const results: Record<string, Float32Array> = {};
    for (const [cell, gates] of Object.entries(GATES)) {
      for (const job of [`${cell}Forward`, `${cell}Backward`])
        results[job] = this.#recurrent(job as JobName, gates);
    }
    for (const cell of cells) {
      for (const rows of [1, 4]) results[`generate, ${cell} × ${rows}`] = this.#generate(cell, rows);
    }
    return { ...results, adam: this.#adam() };
  }

  /** Allocates `bytes` zero bytes and returns their address. */
  allocate(bytes: number): number {
    const address = Math.ceil(this.#end / 64) * 64;
    this.#end = address + bytes;
    return address;
  }

  /** Makes an array of numbers in (-scale, scale), different ones for each array, and returns its address. */
  numbers(length: number, scale = 1): number {
    const address = this.allocate(length * 4);
    const values = new Float32Array(this.#memory.buffer, address, length);
    this.#arrays += 1;
    for (let i = 0; i < length; i++) values[i] = scale * Math.sin(1.7 * i + this.#arrays);
    return address;
  }

  read(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length).slice();
  }

  run<Job extends JobName>(job: Job, args: JobArguments<Job>): void {
    const kind = writeArguments(this.#memory, this.#arguments, job, args);
    this.exports.run(kind, this.#arguments, 0, 1);
  }

  #readAll(addresses: readonly number[], length: number): Float32Array {
    return Float32Array.from(addresses.flatMap((address) => [...this.read(address, length)]));
  }

  /** Arrays of a recurrent layer's job after it has run: numbers for all that it reads and writes, each of the largest size of all */
  #recurrent(job: JobName, gates: number): Float32Array {
    const size = 4 * T * B * H;
    const columns = { packedU: gates * H, packedUzr: 2 * H, packedUh: H, packedUT: H };
    const args: Record<string, number> = {
      T,
      B,
      H,
      tokens: 0,
      table: 0,
      gatesStep: 16 * B * H,
      scratchBytes: 0,
      scratch: this.allocate(this.exports.recurrentScratchBytes(B, H)),
    };
    const arrays: number[] = [];
    for (const [word] of jobWords[job]!) {
      if (word in columns) {
        const transposed = word === 'packedUT';
        const kernel = { from: this.numbers(H * gates * H, 0.3), stride: gates * H * 4, along: !transposed };
        const shape = { columns: columns[word as keyof typeof columns], depth: H };
        args[word] = this.#panels({
          ...kernel,
          ...shape,
          blocks: transposed ? gates : 1,
          interleaved: false,
        });
      } else if (!(word in args)) {
        args[word] = this.numbers(size, 0.9);
        arrays.push(args[word]);
      }
    }
    this.run(job, args as unknown as JobArguments<JobName>);
    return this.#readAll(arrays, size);
  }

  /** Logits and states after a few characters, of two layers */
  #generate(cell: (typeof cells)[number], rows: number): Float32Array {
    // Whole panels in every build, so that nothing is padded.
    const [steps, units, V] = [5, 32, 64];
    const kernel = (): number => {
      const source = { from: this.numbers(4 * units * units, 0.3), stride: 16 * units, along: true };
      return this.#panels({ ...source, columns: units, depth: units, blocks: 4, interleaved: rows === 1 });
    };
    const state = (): number => this.numbers(rows * units, 0.9);
    const layers = [0, 1].map((layer) => ({
      kernel: layer && kernel(),
      recurrentKernel: kernel(),
      bias: layer && this.numbers(4 * units),
      hidden: state(),
      otherHidden: state(),
      cell: state(),
    }));
    const dense = { from: this.numbers(units * V), stride: V * 4, along: true, columns: V, depth: units };
    const given: Readonly<Record<string, number>> = {
      steps,
      sequences: rows,
      rows,
      H: units,
      Hp: units,
      V,
      Vp: V,
      layers: layers.length,
      temperature: 1,
      topK: V,
      topP: 1,
      cell: cells.indexOf(cell),
      table: this.numbers(4 * V * units),
      denseKernel: this.#panels({ ...dense, blocks: 1, interleaved: false }),
      denseBias: this.numbers(V),
      scratch: this.allocate(this.exports.generateScratchBytes(rows, units, V)),
      logits: this.allocate(rows * V * 4),
    };
    // The random numbers are zeros as well, which choose the first character.
    const rest = plan.map(([word]) => [word, given[word] ?? this.allocate(4096)] as const);
    const records = [[plan, Object.fromEntries(rest)], ...layers.map((layer) => [planLayer, layer] as const)];
    this.run('generate', { planAt: this.#records(records as [Words, Record<string, number>][]) });
    const states = layers.flatMap(({ hidden, otherHidden, cell: cellState }) => [
      ...[hidden, otherHidden, cellState],
    ]);
    return Float32Array.from([...this.read(given.logits!, rows * V), ...this.#readAll(states, rows * units)]);
  }

  /** A parameter and its moments after two steps of Adam */
  #adam(): Float32Array {
    // A multiple of neither the wide vectors nor the lines.
    const size = 100;
    const [parameter, gradient, m] = [this.numbers(size), this.numbers(size, 0.3), this.numbers(size, 0.1)];
    const v = this.allocate(size * 4);
    const tensors = { size, parameter, gradient, m, v, gradientScale: 0.7, decay: 0.01 };
    const records = this.#records([[adamTensors, tensors]]);
    for (let step = 0; step < 2; step++)
      this.run('adam', { count: 1, records, rate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-7 });
    return this.#readAll([parameter, m, v], size);
  }

  /** Packs a right operand into panels and returns the address. */
  #panels(operand: Omit<JobArguments<'packPanels'>, 'to' | 'blockStep'>): number {
    const { columns, depth, blocks } = operand;
    const width = this.exports.panelColumns();
    const to = this.allocate(Math.ceil(columns / width) * width * depth * blocks * 4);
    this.run('packPanels', { ...operand, to, blockStep: columns * 4 });
    return to;
  }

  /** Writes consecutive records and returns their address. */
  #records(records: readonly (readonly [words: Words, values: Readonly<Record<string, number>>])[]): number {
    const address = this.allocate(4 * records.reduce((sum, [words]) => sum + words.length, 0));
    let at = address;
    for (const [words, values] of records) {
      writeWords(this.#memory, at, words, values);
      at += 4 * words.length;
    }
    return address;
  }
}
