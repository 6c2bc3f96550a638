import { wideWasm } from '../generated/wasm.ts';
import { decodeBase64, nodeModule } from '../host.ts';
import type { JobArguments } from '../jobs.ts';
import { withV8Flags } from '../v8-flags.ts';
import { TrialKernels } from './trial-kernels.ts';

export type WideAttempt =
  | { readonly works: true; readonly module: WebAssembly.Module; readonly factor: number }
  | { readonly works: false; readonly reason: string };

/**
 * Versions of V8 (Node 24 to 26) that can join neighboring 128-bit operations to 256 bits (AVX2), behind a flag that may be set until
 * the module is compiled. Earlier ones have the flag without its effect; on later ones it may crash or hang.
 */
const V8_VERSIONS = { from: 13, to: 14 };

/** Compiles optimized code at once, so that no function is compiled later, when the flags are no longer set */
const WHILE_COMPILING = {
  'experimental-wasm-revectorize': true,
  liftoff: false,
  'wasm-lazy-compilation': false,
  'wasm-inlining': false,
};

/** Minimum speed relative to the narrow variant: if V8 joins operations it is at least 1.4 times as fast, if not it is slower. */
const WORTHWHILE = 1.15;

/**
 * Compiles the variant for 256 bits, if V8 is known to widen it.
 *
 * @param narrow the same kernels for 128 bits, as base64
 */
export function attemptWide(
  narrow: string,
  { versionOfV8 = globalThis.process?.versions?.v8 ?? '' } = {},
): WideAttempt {
  const fails = (reason: string): WideAttempt => ({ works: false, reason });
  if (nodeModule('node:v8') === undefined || process.arch !== 'x64') return fails('they need Node on x64');
  const major = Number.parseInt(versionOfV8, 10);
  if (!(major >= V8_VERSIONS.from)) return fails('they need Node 24 or newer');
  if (major > V8_VERSIONS.to) return fails(`V8 ${versionOfV8} is not known`);
  return compileWide(wideWasm, narrow);
}

/**
 * Compiles the variant for 256 bits. It is usable if products are measurably faster than those of the narrow one, and products,
 * recurrent layers (forward and backward), generation and Adam are equal to the bit.
 *
 * @param wide, narrow the two builds, as base64
 */
export function compileWide(wide: string, narrow: string): WideAttempt {
  try {
    const modules = withV8Flags(WHILE_COMPILING, () =>
      [wide, narrow].map((text) => new WebAssembly.Module(decodeBase64(text))),
    );
    const [wideProduct, narrowProduct] = modules.map((module) => timedProduct(new TrialKernels(module)));
    const factor = narrowProduct!.milliseconds / wideProduct!.milliseconds;
    const [wideResults, narrowResults] = [wideProduct!, narrowProduct!].map(
      ({ trial, result }): Readonly<Record<string, Float32Array>> => ({ matmul: result, ...trial.results() }),
    );
    const wrong = Object.keys(wideResults!).find(
      (name) => !sameBits(wideResults![name]!, narrowResults![name]!),
    );
    if (wrong !== undefined) return { works: false, reason: `the bits of ${wrong} differ` };
    if (!(factor >= WORTHWHILE))
      return { works: false, reason: `measured ${factor.toFixed(1)} × as fast as 128` };
    return { works: true, module: modules[0]!, factor };
  } catch (error) {
    return { works: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Product of the size in a training step, and its shortest time: another process can only make one slower. */
function timedProduct(trial: TrialKernels) {
  const [M, N, K] = [32, 128, 256];
  const [a, b, c] = [trial.numbers(M * K), trial.numbers(K * N), trial.allocate(M * N * 4)];
  const args: JobArguments<'matmul'> = {
    M,
    N,
    K,
    bias: 0,
    accumulate: false,
    a,
    aStride: K * 4,
    aTransposed: false,
    b,
    bStride: N * 4,
    bTransposed: false,
    c,
    cStride: N * 4,
    scratch: trial.allocate(trial.exports.matmulScratchBytes()),
    scratchBytes: 0,
  };
  let milliseconds = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 12; run++) {
    const start = performance.now();
    for (let i = 0; i < 4; i++) trial.run('matmul', args);
    milliseconds = Math.min(milliseconds, performance.now() - start);
  }
  return { trial, milliseconds, result: trial.read(c, M * N) };
}

function sameBits(a: Float32Array, b: Float32Array): boolean {
  const words = new Uint32Array(b.buffer);
  return new Uint32Array(a.buffer).every((word, i) => word === words[i]);
}
