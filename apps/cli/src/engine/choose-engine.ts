import { LongrangeError } from '@longrange/errors';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { EngineChoice, EngineName, Precision } from './engine-name.ts';
import { type TensorFlowEngineName, tryTensorFlowEngine } from './tensorflow-engine.ts';

export interface EngineOptions {
  readonly engine: EngineName | 'auto';
  readonly threads?: number | undefined;
  readonly precision?: Precision | undefined;
}

/**
 * Makes an engine TensorFlow.js's backend. `auto` takes TensorFlow's own library where it loads and sees a GPU, else the native engine where
 * that loads, else the embedded one, and where there is no WebAssembly either, the plain backend. A precision other than float32 takes the
 * native engine.
 *
 * @throws LongrangeError `ENGINE_UNAVAILABLE` for one that was asked for and does not load; `ENGINE_PRECISION` for a precision that it lacks
 */
export async function chooseEngine({ engine, threads, precision }: EngineOptions): Promise<EngineChoice> {
  // Otherwise the plain CPU backend advertises tfjs-node in the middle of our output; what else it switches off are
  // TensorFlow.js's warnings of deprecated functions.
  enableProdMode();
  if (precision === 'mixed_bfloat16') return demandBfloat16(engine, threads);
  if (engine === 'cpu') return demandCpu(threads);
  if (engine === 'simd') return chooseSimd(threads, []);
  if (engine === 'native') return chooseNative(threads, 'float32', []);
  if (engine !== 'auto') return demandTensorFlow(engine, threads);
  return chooseAutomatically(threads);
}

async function chooseAutomatically(threads: number | undefined): Promise<EngineChoice> {
  const gpu = await tryTensorFlowEngine('node-gpu', threads);
  if (gpu.loaded) return gpu.choice;
  const passedOver: { engine: EngineName; reason: string }[] = [{ engine: 'node-gpu', reason: gpu.reason }];
  try {
    return await chooseNative(threads, 'float32', passedOver);
  } catch (error) {
    if (!(error instanceof LongrangeError && isAboutLibrary(error))) throw error;
    passedOver.push({ engine: 'native', reason: withoutHint(error) });
  }
  try {
    return await chooseSimd(threads, passedOver);
  } catch (error) {
    if (!(error instanceof LongrangeError && error.code === 'ENGINE_SIMD_MISSING')) throw error;
    return chooseCpu([...passedOver, { engine: 'simd', reason: error.message }]);
  }
}

/** What happened; what to do about it is for those who asked for this engine. */
function withoutHint({ message, hint }: LongrangeError): string {
  return hint === undefined ? message : message.slice(0, -` Hint: ${hint}`.length);
}

/** Whether the native library is the reason, and not what was asked for. */
function isAboutLibrary({ code }: LongrangeError): boolean {
  return code.startsWith('ENGINE_NATIVE_') || code === 'ENGINE_PRECISION';
}

async function chooseNative(
  threads: number | undefined,
  precision: Precision,
  passedOver: EngineChoice['passedOver'],
): Promise<EngineChoice> {
  const { registerNativeBackend } = await import('@longrange/backend-native');
  const info = await registerNativeBackend({ precision, ...(threads !== undefined && { threads }) });
  await demandBackend(info.backend);
  const { backend, instructionSet: variant, reason } = info;
  return { engine: 'native', backend, threads: info.threads, variant, precision, reason, passedOver };
}

async function demandBfloat16(
  engine: EngineName | 'auto',
  threads: number | undefined,
): Promise<EngineChoice> {
  if (engine === 'auto' || engine === 'native') return chooseNative(threads, 'mixed_bfloat16', []);
  throw new LongrangeError({
    code: 'ENGINE_PRECISION',
    message: `Expected --precision float32 with the engine ${engine}, which has no other, got mixed_bfloat16.`,
    hint: 'use --engine native, or leave the engine out.',
    exitCode: 2,
  });
}

async function demandTensorFlow(
  engine: TensorFlowEngineName,
  threads: number | undefined,
): Promise<EngineChoice> {
  const attempt = await tryTensorFlowEngine(engine, threads);
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
  const choice = { engine: 'simd', backend: 'simd', threads: info.threads, variant } as const;
  return { ...choice, precision: 'float32', reason, passedOver };
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
  const choice = { engine: 'cpu', backend: 'cpu', threads: 1, variant: null } as const;
  return { ...choice, precision: 'float32', reason, passedOver };
}

async function demandBackend(name: string): Promise<void> {
  if (await setBackend(name)) return;
  throw new LongrangeError({
    code: 'ENGINE_UNAVAILABLE',
    message: `Expected TensorFlow.js to activate the backend ${name}, but it refused.`,
  });
}
