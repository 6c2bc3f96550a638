import {
  type Block,
  Engine,
  type EngineSizes,
  Heap,
  type HeapMemory,
  type JobArguments,
  type JobName,
  jobWords,
  recordWords,
  type Values,
  type Words,
} from '@longrange/backend-simd/internal';
import { LongrangeError } from '@longrange/errors';
import type { Addon, AddonEngine, InstructionSet, RecordDeclaration } from './load-addon.ts';

const MEBIBYTE = 2 ** 20;
/** Minimum size of a region, which is also at least half of the memory allocated so far. */
const LEAST_BYTES = 64 * MEBIBYTE;
/** Gap kept between two regions that happen to be adjacent, so that no block lies in both */
const GAP_BYTES = 64;
const ALIGNMENT = 64;

interface Region {
  readonly buffer: ArrayBuffer;
  /** Address of its first byte. */
  readonly base: number;
}

/** Memory owned by JavaScript and addressed by native code: large buffers, which never move and live as long as this object. */
export class Regions implements HeapMemory {
  readonly #addressOf: (bytes: Uint8Array) => number;
  readonly #regions: Region[] = [];
  readonly #buffers = new Set<ArrayBufferLike>();
  #totalBytes = 0;

  constructor(addressOf: (bytes: Uint8Array) => number) {
    this.#addressOf = addressOf;
  }

  get totalBytes(): number {
    return this.#totalBytes;
  }

  grow(bytes: number): Block {
    const size = Math.max(LEAST_BYTES, this.#totalBytes / 2, bytes + ALIGNMENT + GAP_BYTES);
    const buffer = this.#allocate(Math.ceil(size / MEBIBYTE) * MEBIBYTE, bytes + ALIGNMENT + GAP_BYTES);
    const base = this.#addressOf(new Uint8Array(buffer));
    this.#regions.push({ buffer, base });
    this.#buffers.add(buffer);
    this.#totalBytes += buffer.byteLength;
    const start = Math.ceil(base / ALIGNMENT) * ALIGNMENT;
    return { start, end: base + buffer.byteLength - GAP_BYTES };
  }

  locate(address: number) {
    for (const { buffer, base } of this.#regions) {
      const offset = address - base;
      if (offset >= 0 && offset < buffer.byteLength) return { buffer, offset };
    }
    throw new Error(`the engine's memory holds no address ${address}`);
  }

  owns(buffer: ArrayBufferLike): boolean {
    return this.#buffers.has(buffer);
  }

  /** Allocates a buffer of the wanted size, or else of the needed one. @throws RangeError if even that fails */
  #allocate(wanted: number, needed: number): ArrayBuffer {
    try {
      return new ArrayBuffer(wanted);
    } catch {
      return new ArrayBuffer(needed);
    }
  }
}

/** Bytes of a word. */
const WORD_BYTES = 8;

interface Job {
  readonly kind: number;
  readonly words: readonly string[];
  readonly values: Float64Array;
}

/** The engine of the native library. */
export class NativeEngine extends Engine {
  readonly heap: Heap;
  readonly sizes: EngineSizes;
  readonly threads: number;
  readonly instructionSet: InstructionSet;
  readonly #jobs: ReadonlyMap<string, Job>;
  readonly #records = new Map<Words, readonly string[]>();
  #addon: AddonEngine | undefined;
  #jobsRun = 0;

  /** @throws LongrangeError `ENGINE_NATIVE_VERSION`, `ENGINE_THREADS_NOT_STARTED` */
  constructor(addon: Addon, instructionSet: InstructionSet, threads: number) {
    super();
    const engine = startEngine(addon, instructionSet, threads);
    this.#addon = engine;
    this.threads = threads;
    this.instructionSet = instructionSet;
    this.heap = new Heap(new Regions(addon.addressOf));
    this.sizes = {
      panelColumns: () => engine.panelColumns,
      panelBytes: (columns, depth) => engine.panelBytes(columns, depth),
      matmulScratchBytes: () => engine.matmulScratchBytes,
      recurrentScratchBytes: (_, units) => engine.recurrentScratchBytes(units),
      generateScratchBytes: (rows, units, characters) => engine.generateScratchBytes(rows, units, characters),
    };
    const declared = addon.jobs();
    for (const [name, words] of Object.entries(jobWords)) expectWords(declared, name, words);
    this.#jobs = new Map(
      declared.map(({ name, words }, kind) => [
        name,
        { kind, words, values: new Float64Array(words.length) },
      ]),
    );
    for (const [name, words] of Object.entries(recordWords)) {
      this.#records.set(words, expectWords(addon.records(), name, words));
    }
  }

  get jobsRun(): number {
    return this.#jobsRun;
  }

  runShares<Name extends JobName>(
    job: Name,
    args: JobArguments<Name>,
    shares: number,
    threads: number,
  ): void {
    const addon = this.#addon;
    if (addon === undefined) throw new Error('the threads of this engine have been terminated');
    this.#jobsRun += 1;
    const { kind, words, values } = this.#jobs.get(job)!;
    fill(values, words, args);
    try {
      addon.run(kind, values, shares, threads);
    } catch (cause) {
      throw new LongrangeError({
        code: 'ENGINE_THREAD_FAILED',
        message: `Expected every thread of the native engine to finish its share of ${job}, got: ${(cause as Error).message}.`,
        hint: 'start again from the last checkpoint; --engine simd does the same work in WebAssembly.',
        cause,
      });
    }
  }

  get argumentBytes(): number {
    return WORD_BYTES * Math.max(...Object.values(jobWords).map(({ length }) => length));
  }

  writeJob<Name extends JobName>(address: number, job: Name, args: JobArguments<Name>): number {
    const { kind, words } = this.#jobs.get(job)!;
    fill(this.heap.doubles(address, words.length), words, args);
    return kind;
  }

  recordBytes(words: Words): number {
    return WORD_BYTES * words.length;
  }

  writeRecord<const Record extends Words>(address: number, words: Record, values: Values<Record>): void {
    const order = this.#records.get(words);
    if (order === undefined) throw new Error('a record that the native library does not know');
    fill(this.heap.doubles(address, order.length), order, values);
  }

  async terminate(): Promise<void> {
    // The threads end with the object that holds them.
    this.#addon = undefined;
  }
}

/** Writes the value of each word, in their order. */
function fill(to: Float64Array, words: readonly string[], values: object): void {
  const named = values as { readonly [name: string]: number | boolean };
  for (let i = 0; i < words.length; i++) to[i] = Number(named[words[i]!]);
}

function startEngine(addon: Addon, { name }: InstructionSet, threads: number): AddonEngine {
  try {
    return new addon.NativeEngine(name, threads);
  } catch (cause) {
    throw new LongrangeError({
      code: 'ENGINE_THREADS_NOT_STARTED',
      message: `Expected ${threads} threads of the native engine to start, got: ${(cause as Error).message}.`,
      hint: 'use fewer threads; --threads 1 starts none.',
      cause,
    });
  }
}

/** Words of a record in the order of the library. @throws LongrangeError if the library's words are not the same */
function expectWords(declared: readonly RecordDeclaration[], name: string, words: Words): readonly string[] {
  const wanted = words.map(([word]) => word);
  const got = declared.find((record) => record.name === name)?.words ?? [];
  if (got.length === wanted.length && wanted.every((word) => got.includes(word))) return got;
  throw new LongrangeError({
    code: 'ENGINE_NATIVE_VERSION',
    message: `Expected a native library whose ${name} takes ${wanted.join(', ')}, got one whose ${name} takes ${got.join(', ') || 'nothing'}.`,
    hint: 'install the library of the same version as @longrange/backend-native, or build it again (pnpm native).',
  });
}
