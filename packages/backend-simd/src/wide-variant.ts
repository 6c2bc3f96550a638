import { wideWasm } from './generated/wasm.ts';
import { nodeModule } from './host.ts';
import { ARGUMENT_BYTES, writeArguments } from './jobs.ts';
import { instantiate, type KernelExports } from './kernel-exports.ts';

/**
 * V8 can join neighbouring 128-bit operations to 256 bits (AVX2): behind a flag that may be set until the module is compiled, in
 * the versions of V8 named here (Node 24 to 26). Earlier ones have the flag without its effect; later ones are not known.
 */
const V8_VERSIONS = { from: 13, to: 14 };

/** Whole optimised code at once, so that no function is compiled later, when the flag is no longer set. */
const WHILE_COMPILING = [
  ['--experimental-wasm-revectorize', '--no-experimental-wasm-revectorize'],
  ['--no-liftoff', '--liftoff'],
  ['--no-wasm-lazy-compilation', '--wasm-lazy-compilation'],
  ['--no-wasm-inlining', '--wasm-inlining'],
] as const;

/** How much faster than the narrow variant the wide one must be: joined it is by 1.4 or more, not joined it is slower. */
const WORTHWHILE = 1.15;

/** Whether this V8 has the flag: `later` where a newer Node would. Only x64 has 256 bits. */
export function mayWiden(): 'yes' | 'later' | 'no' {
  if (nodeModule('node:v8') === undefined || process.arch !== 'x64') return 'no';
  const major = Number.parseInt(process.versions?.v8 ?? '', 10);
  if (major < V8_VERSIONS.from) return 'later';
  return major <= V8_VERSIONS.to ? 'yes' : 'no';
}

/**
 * Compiles the variant for 256 bits.
 *
 * @param narrow the same kernels for 128 bits
 * @returns null where V8 does not widen it: it must be faster than the narrow one by measurement, and equal in every bit
 */
export function compileWide(
  narrow: Uint8Array<ArrayBuffer>,
): { module: WebAssembly.Module; factor: number } | null {
  const modules = withFlags(() =>
    [decodeBase64(wideWasm), narrow].map((bytes) => new WebAssembly.Module(bytes)),
  );
  const [wide, reference] = modules.map((module) => new ProductTrial(module));
  const factor = reference!.bestMilliseconds() / wide!.bestMilliseconds();
  const same = wide!.result().every((value, i) => Object.is(value, reference!.result()[i]));
  return same && factor >= WORTHWHILE ? { module: modules[0]!, factor } : null;
}

export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function withFlags<T>(compile: () => T): T {
  const v8 = nodeModule('node:v8');
  for (const [on] of WHILE_COMPILING) v8?.setFlagsFromString(on);
  try {
    return compile();
  } finally {
    for (const [, off] of WHILE_COMPILING) v8?.setFlagsFromString(off);
  }
}

const ROWS = 32;
const COLUMNS = 128;
const DEPTH = 256;
const RUNS = 12;
const TRIAL_PAGES = 64;

/** A product of the size that a training step has, on one thread. */
class ProductTrial {
  readonly #kernels: KernelExports;
  readonly #memory = new WebAssembly.Memory({ initial: TRIAL_PAGES, maximum: TRIAL_PAGES, shared: true });
  readonly #job: number;
  readonly #arguments: number;
  readonly #c: number;

  constructor(module: WebAssembly.Module) {
    this.#kernels = instantiate(module, this.#memory);
    let end = this.#kernels.staticDataEnd();
    const allocate = (bytes: number): number => {
      const address = Math.ceil(end / 64) * 64;
      end = address + bytes;
      return address;
    };
    const [a, b] = [ROWS * DEPTH, DEPTH * COLUMNS].map((size) => {
      const address = allocate(size * 4);
      const values = new Float32Array(this.#memory.buffer, address, size);
      for (let i = 0; i < size; i++) values[i] = Math.sin(i + size);
      return address;
    });
    this.#c = allocate(ROWS * COLUMNS * 4);
    this.#arguments = allocate(ARGUMENT_BYTES);
    this.#job = writeArguments(this.#memory, this.#arguments, 'matmul', {
      ...{ M: ROWS, N: COLUMNS, K: DEPTH },
      ...{ a: a!, aStride: DEPTH * 4, aTransposed: false },
      ...{ b: b!, bStride: COLUMNS * 4, bTransposed: false },
      ...{ c: this.#c, cStride: COLUMNS * 4, bias: 0, accumulate: false },
      ...{ scratch: allocate(this.#kernels.matmulScratchBytes()), scratchBytes: 0 },
    });
  }

  /** The best of a few runs: another process can only make one slower. */
  bestMilliseconds(): number {
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < RUNS; run++) {
      const start = performance.now();
      for (let i = 0; i < 4; i++) this.#kernels.run(this.#job, this.#arguments, 0, 1);
      best = Math.min(best, performance.now() - start);
    }
    return best;
  }

  result(): Float32Array {
    return new Float32Array(this.#memory.buffer, this.#c, ROWS * COLUMNS);
  }
}
