import { LongrangeError } from '@longrange/errors';
import { relaxedWasm, simd128Wasm } from './generated/wasm.ts';

/** Which build of the kernels runs: with fused multiply-add of relaxed SIMD, or with plain SIMD. */
export type Variant = 'relaxed' | 'simd128';

// (module (func (drop (f32x4.relaxed_madd (v128.const …) (v128.const …) (v128.const …)))))
const vector = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
const relaxedProbe = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x0a, 0x3e, 0x01, 0x3c, 0x00, ...vector, ...vector, ...vector, 0xfd, 0x85, 0x02, 0x1a, 0x0b],
]);

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** V8 before 11.4 (Node 20) has relaxed SIMD behind a flag, which may be set until the first module that needs it. */
async function relaxedIsSupported(): Promise<boolean> {
  if (WebAssembly.validate(relaxedProbe)) return true;
  if (typeof process === 'undefined' || process.versions?.node === undefined) return false;
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return WebAssembly.validate(relaxedProbe);
}

/** Compiles the fastest build of the kernels that this machine runs. */
export async function compileKernels(
  wanted?: Variant,
): Promise<{ module: WebAssembly.Module; variant: Variant; reason: string }> {
  const relaxed = wanted !== 'simd128' && (await relaxedIsSupported());
  const bytes = decodeBase64(relaxed ? relaxedWasm : simd128Wasm);
  if (!WebAssembly.validate(bytes)) {
    throw new LongrangeError({
      code: 'ENGINE_SIMD_MISSING',
      message: 'Expected a WebAssembly engine with SIMD and threads, got one without.',
      hint: 'use Node 20.19 or newer, or --engine cpu.',
    });
  }
  const reason = relaxed
    ? 'relaxed SIMD (fused multiply-add) is supported'
    : wanted === 'simd128'
      ? 'simd128 was asked for'
      : 'relaxed SIMD is not supported here';
  return { module: await WebAssembly.compile(bytes), variant: relaxed ? 'relaxed' : 'simd128', reason };
}
