import { LongrangeError } from '@longrange/errors';
import { relaxedWasm, simd128Wasm } from './generated/wasm.ts';
import { nodeModule } from './host.ts';
import { compileWide, decodeBase64, mayWiden } from './wide-variant.ts';

/**
 * Which build of the kernels runs: `simd128` everywhere; `relaxed` with the fused multiply-add of relaxed SIMD; `wide` the same
 * with tiles that V8 turns into 256-bit code. The last two give the same bits.
 */
export type Variant = 'wide' | 'relaxed' | 'simd128';

export interface CompiledKernels {
  readonly module: WebAssembly.Module;
  readonly variant: Variant;
  /** Why this variant. */
  readonly reason: string;
}

// (module (func (drop (f32x4.relaxed_madd (v128.const …) (v128.const …) (v128.const …)))))
const vector = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
const relaxedProbe = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x0a, 0x3e, 0x01, 0x3c, 0x00, ...vector, ...vector, ...vector, 0xfd, 0x85, 0x02, 0x1a, 0x0b],
]);

/** V8 before 11.4 (Node 20) has relaxed SIMD behind a flag, which may be set until the first module that needs it. */
function relaxedIsSupported(): boolean {
  if (WebAssembly.validate(relaxedProbe)) return true;
  nodeModule('node:v8')?.setFlagsFromString('--experimental-wasm-relaxed-simd');
  return WebAssembly.validate(relaxedProbe);
}

/**
 * Compiles the fastest build of the kernels that this machine runs, or the one wanted.
 *
 * @throws LongrangeError `ENGINE_SIMD_MISSING`, `ENGINE_VARIANT` for one that was asked for and does not run here
 */
export async function compileKernels(wanted?: Variant): Promise<CompiledKernels> {
  if (wanted !== 'simd128' && relaxedIsSupported()) {
    const narrow = decodeBase64(relaxedWasm);
    const wide = wanted !== 'relaxed' && mayWiden() === 'yes' ? compileWide(narrow) : null;
    if (wide !== null) {
      const reason = `relaxed SIMD, joined to 256 bits by V8, measured ${wide.factor.toFixed(1)} × as fast as 128`;
      return { module: wide.module, variant: 'wide', reason };
    }
    if (wanted !== 'wide') {
      const supported = 'relaxed SIMD (fused multiply-add) is supported';
      const faster = mayWiden() === 'later' ? `${supported}, 256 bits take Node 24 or newer` : supported;
      const reason = wanted === 'relaxed' ? 'relaxed was asked for' : faster;
      return { module: await WebAssembly.compile(narrow), variant: 'relaxed', reason };
    }
  }
  if (wanted !== undefined && wanted !== 'simd128') throw unavailable(wanted);
  const plain = decodeBase64(simd128Wasm);
  if (!WebAssembly.validate(plain)) {
    throw new LongrangeError({
      code: 'ENGINE_SIMD_MISSING',
      message: 'Expected a WebAssembly engine with SIMD and threads, got one without.',
      hint: 'use Node 20.19 or newer, or --engine cpu.',
    });
  }
  const reason = wanted === 'simd128' ? 'simd128 was asked for' : 'relaxed SIMD is not supported here';
  return { module: await WebAssembly.compile(plain), variant: 'simd128', reason };
}

function unavailable(wanted: Variant): LongrangeError {
  return new LongrangeError({
    code: 'ENGINE_VARIANT',
    message: `Expected an engine that runs the ${wanted} kernels, got one that does not.`,
    hint:
      wanted === 'wide'
        ? 'it takes Node 24 or newer on x64 with AVX2; leave the variant out to take the fastest.'
        : 'leave the variant out to take the fastest.',
    exitCode: 2,
  });
}
