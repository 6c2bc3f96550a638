import { LongrangeError } from '@longrange/errors';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { EngineChoice, EngineName } from './engine-name.ts';
import { type NativeEngineName, tryNativeEngine } from './native-engine.ts';

export interface EngineOptions {
  readonly engine: EngineName | 'auto';
  readonly threads?: number | undefined;
}

const nativeEngines: readonly NativeEngineName[] = ['node-gpu', 'node'];

/**
 * Makes an engine TensorFlow.js's backend. `auto` takes TensorFlow's own library where it loads, on a GPU rather than not, else
 * the embedded engine, and where there is no WebAssembly either, the plain backend.
 *
 * @throws LongrangeError `ENGINE_UNAVAILABLE` for one that was asked for and does not load
 */
export async function chooseEngine({ engine, threads }: EngineOptions): Promise<EngineChoice> {
  // Otherwise the plain CPU backend advertises tfjs-node in the middle of our output; what else it switches off are
  // TensorFlow.js's warnings of deprecated functions.
  enableProdMode();
  if (engine === 'cpu') return demandCpu(threads);
  if (engine === 'simd') return chooseSimd(threads, []);
  if (engine !== 'auto') return demandNative(engine, threads);
  const passedOver: { engine: EngineName; reason: string }[] = [];
  for (const candidate of nativeEngines) {
    const attempt = await tryNativeEngine(candidate, threads);
    if (attempt.loaded) return { ...attempt.choice, passedOver };
    passedOver.push({ engine: candidate, reason: attempt.reason });
  }
  try {
    return await chooseSimd(threads, passedOver);
  } catch (error) {
    if (!(error instanceof LongrangeError && error.code === 'ENGINE_SIMD_MISSING')) throw error;
    return chooseCpu([...passedOver, { engine: 'simd', reason: error.message }]);
  }
}

async function demandNative(engine: NativeEngineName, threads: number | undefined): Promise<EngineChoice> {
  const attempt = await tryNativeEngine(engine, threads);
  if (attempt.loaded) return attempt.choice;
  throw new LongrangeError({
    code: 'ENGINE_UNAVAILABLE',
    message: `Expected the engine ${engine} to load, but ${attempt.reason}.`,
    hint: 'install its library (npm rebuild @tensorflow/tfjs-node, or tfjs-node-gpu), or use --engine auto or --engine simd.',
  });
}

async function chooseSimd(
  threads: number | undefined,
  passedOver: EngineChoice['passedOver'],
): Promise<EngineChoice> {
  const { registerSimdBackend } = await import('@longrange/backend-simd');
  const info = await registerSimdBackend(threads === undefined ? {} : { threads });
  await demandBackend('simd');
  const { variant, reason } = info;
  return { engine: 'simd', backend: 'simd', threads: info.threads, variant, reason, passedOver };
}

async function demandCpu(threads: number | undefined): Promise<EngineChoice> {
  if (threads === undefined || threads === 1) return chooseCpu();
  throw new LongrangeError({
    code: 'ENGINE_THREADS',
    message: `Expected --threads 1 with the engine cpu, which has one thread, got ${threads}.`,
    hint: 'use --engine simd for more threads.',
    exitCode: 2,
  });
}

async function chooseCpu(passedOver: EngineChoice['passedOver'] = []): Promise<EngineChoice> {
  await demandBackend('cpu');
  const why = passedOver.length === 0 ? 'as asked for' : 'since nothing faster runs here';
  const reason = `TensorFlow.js's plain JavaScript backend, ${why}; it has one thread`;
  return { engine: 'cpu', backend: 'cpu', threads: 1, variant: null, reason, passedOver };
}

async function demandBackend(name: string): Promise<void> {
  if (await setBackend(name)) return;
  throw new LongrangeError({
    code: 'ENGINE_UNAVAILABLE',
    message: `Expected TensorFlow.js to activate the backend ${name}, but it refused.`,
  });
}
