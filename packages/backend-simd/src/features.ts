import { LongrangeError } from '@longrange/errors';
import { relaxedWasm, simd128Wasm } from './generated/wasm.ts';
import { decodeBase64 } from './host.ts';
import { attemptWide } from './trial/wide.ts';
import { withV8Flags } from './v8-flags.ts';

/**
 * Build of the kernels: `simd128` runs everywhere; `relaxed` uses the fused multiply-add of relaxed SIMD; `wide` also has
 * tiles that V8 turns into 256-bit code. The last two give the same bits.
 */
export type Variant = 'wide' | 'relaxed' | 'simd128';

export interface CompiledKernels {
  readonly module: WebAssembly.Module;
  readonly variant: Variant;
  /** Reason for this variant */
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

const compiled = new Map<Variant | undefined, Promise<CompiledKernels>>();

/** Calls `chooseKernels` once per variant: another engine of this process gets the same module. */
export function compileKernels(wanted?: Variant): Promise<CompiledKernels> {
  const known = compiled.get(wanted);
  if (known !== undefined) return known;
  const choice = chooseKernels(wanted);
  compiled.set(wanted, choice);
  choice.catch(() => compiled.delete(wanted));
  return choice;
}

/**
 * Compiles the fastest build of the kernels that this machine can run, or the requested one. If a faster one fails, the next is used, and
 * the reason says why.
 *
 * @throws LongrangeError `ENGINE_SIMD_MISSING`, `ENGINE_VARIANT` for a requested one that does not run here
 */
export async function chooseKernels(wanted?: Variant): Promise<CompiledKernels> {
  if (typeof WebAssembly === 'undefined') throw missing('none (node --jitless has none)');
  if (wanted === 'simd128') return compilePlain('simd128 was asked for');
  const relaxed = await attemptRelaxed();
  if (!relaxed.works) {
    if (wanted !== undefined) throw unavailable(wanted, relaxed.reason);
    return compilePlain(`no relaxed SIMD: ${relaxed.reason}`);
  }
  if (wanted === 'relaxed')
    return { module: relaxed.module, variant: 'relaxed', reason: 'relaxed was asked for' };
  const wide = attemptWide(relaxedWasm);
  if (wide.works) {
    const reason = `relaxed SIMD, joined to 256 bits by V8, measured ${wide.factor.toFixed(1)} × as fast as 128`;
    return { module: wide.module, variant: 'wide', reason };
  }
  if (wanted === 'wide') throw unavailable(wanted, wide.reason);
  const reason = `relaxed SIMD (fused multiply-add) is supported, no 256 bits: ${wide.reason}`;
  return { module: relaxed.module, variant: 'relaxed', reason };
}

type Attempt =
  | { readonly works: true; readonly module: WebAssembly.Module }
  | { readonly works: false; readonly reason: string };

/** Compiles the relaxed build. V8 11 (Node 20) has relaxed SIMD behind a flag, which can be set during the compilation of a module. */
async function attemptRelaxed(): Promise<Attempt> {
  const bytes = decodeBase64(relaxedWasm);
  try {
    if (WebAssembly.validate(relaxedProbe)) return { works: true, module: await WebAssembly.compile(bytes) };
    if (!globalThis.process?.versions?.v8?.startsWith('11.'))
      return { works: false, reason: 'this engine does not have it' };
    const flags = { 'experimental-wasm-relaxed-simd': true };
    return { works: true, module: withV8Flags(flags, () => new WebAssembly.Module(bytes)) };
  } catch (error) {
    return { works: false, reason: (error as Error).message };
  }
}

async function compilePlain(reason: string): Promise<CompiledKernels> {
  try {
    return { module: await WebAssembly.compile(decodeBase64(simd128Wasm)), variant: 'simd128', reason };
  } catch (cause) {
    throw missing(`one that does not compile them (${(cause as Error).message})`, cause);
  }
}

function missing(got: string, cause?: unknown): LongrangeError {
  return new LongrangeError({
    code: 'ENGINE_SIMD_MISSING',
    message: `Expected a WebAssembly engine with SIMD and threads, got ${got}.`,
    hint: 'use Node 20.19 or newer without --jitless, or --engine cpu.',
    cause,
  });
}

function unavailable(wanted: Variant, reason: string): LongrangeError {
  return new LongrangeError({
    code: 'ENGINE_VARIANT',
    message: `Expected an engine that runs the ${wanted} kernels, got one that does not: ${reason}.`,
    hint:
      wanted === 'wide'
        ? 'it needs Node 24 or newer on x64 with AVX2; leave the variant out to take the fastest.'
        : 'leave the variant out to take the fastest.',
    exitCode: 2,
  });
}
