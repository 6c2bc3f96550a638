import { decodeBase64 } from '../decode-base64.ts';
import { withV8Flags } from '../v8-flags.ts';
import { adamResults } from './adam-results.ts';
import { generateResults } from './generate-results.ts';
import { ProductTrial } from './product-trial.ts';
import { recurrentResults } from './recurrent-results.ts';
import { TrialKernels } from './trial-kernels.ts';

export type WideAttempt =
  | { readonly works: true; readonly module: WebAssembly.Module; readonly factor: number }
  | { readonly works: false; readonly reason: string };

/** Whole optimised code at once, so that no function is compiled later, when the flags are no longer set. */
const WHILE_COMPILING = {
  'experimental-wasm-revectorize': true,
  liftoff: false,
  'wasm-lazy-compilation': false,
  'wasm-inlining': false,
};

/** How much faster than the narrow variant the wide one must be: joined it is by 1.4 or more, not joined it is slower. */
const WORTHWHILE = 1.15;

/**
 * Compiles the variant for 256 bits: it works where products are faster than those of the narrow one by measurement, and products,
 * recurrent layers, there and back, writing and Adam equal in every bit.
 *
 * @param wide, narrow the two builds, as base64
 */
export function compileWide(wide: string, narrow: string): WideAttempt {
  try {
    const modules = withV8Flags(WHILE_COMPILING, () =>
      [wide, narrow].map((text) => new WebAssembly.Module(decodeBase64(text))),
    );
    const [wideProduct, narrowProduct] = modules.map((module) => new ProductTrial(new TrialKernels(module)));
    const factor = narrowProduct!.bestMilliseconds() / wideProduct!.bestMilliseconds();
    const [wideResults, narrowResults] = [wideProduct!, narrowProduct!].map((product) => ({
      matmul: product.result(),
      ...recurrentResults(product.trial),
      ...generateResults(product.trial),
      ...adamResults(product.trial),
    }));
    const wrong = Object.entries(wideResults!).find(
      ([name, values]) => !sameBits(values, narrowResults![name as keyof typeof narrowResults]!),
    );
    if (wrong !== undefined) return { works: false, reason: `the bits of ${wrong[0]} differ` };
    if (!(factor >= WORTHWHILE))
      return { works: false, reason: `measured ${factor.toFixed(1)} × as fast as 128` };
    return { works: true, module: modules[0]!, factor };
  } catch (error) {
    return { works: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

function sameBits(a: Float32Array, b: Float32Array): boolean {
  const words = new Uint32Array(b.buffer);
  return new Uint32Array(a.buffer).every((word, i) => word === words[i]);
}
