import { availableParallelism } from 'node:os';
import { LongrangeError } from '@longrange/errors';
import { enableProdMode } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { demandBackend } from './demand-backend.ts';
import {
  type EngineChoice,
  type EngineName,
  type EngineOptions,
  engineNames,
  type Precision,
  precisionsOf,
} from './engine-name.ts';
import { gpuOptionsOf, refuseGpuOptions } from './gpu-options.ts';
import { chooseTensorFlow } from './tensorflow-engine.ts';

/**
 * Makes an engine TensorFlow.js's backend. `auto` takes TensorFlow's own library where it loads and sees a GPU, else the native engine where
 * that loads, else the embedded one, and where there is no WebAssembly either, the plain backend. Another precision than float32 takes an
 * engine that has it.
 *
 * @throws LongrangeError `ENGINE_THREADS` for far more threads than cores; `ENGINE_…` for one that was asked for and is not here or does not work; `ENGINE_PRECISION` for a precision that it lacks,
 * `ENGINE_GPU_OPTION` for an option of a GPU where none computes
 */
export async function chooseEngine(options: EngineOptions): Promise<EngineChoice> {
  const { threads, precision } = options;
  // Otherwise the plain CPU backend advertises tfjs-node in the middle of our output; what else it switches off are
  // TensorFlow.js's warnings of deprecated functions.
  enableProdMode();
  refuseCrowd(threads, availableParallelism());
  const gpu = gpuOptionsOf(options);
  // Who says how a GPU is to be used wants one.
  const engine = gpu !== undefined && options.engine === 'auto' ? 'node-gpu' : options.engine;
  if (gpu !== undefined && engine === 'node-gpu')
    return chooseTensorFlow(engine, { threads, precision, gpu });
  if (gpu !== undefined) refuseGpuOptions(options);
  if (precision !== undefined && precision !== 'float32') return demandPrecision(precision, engine, threads);
  if (engine === 'cpu') return demandCpu(threads);
  if (engine === 'simd') return chooseSimd(threads, []);
  if (engine === 'native') return chooseNative(threads, 'float32', []);
  if (engine !== 'auto') return chooseTensorFlow(engine, { threads });
  return chooseAutomatically(threads);
}

/** More threads than cores are slower, but may be wanted: their number decides the bits. So many would only wait for one another. */
const THREADS_PER_CORE = 4;

function refuseCrowd(threads: number | undefined, cores: number): void {
  if (threads === undefined || threads <= THREADS_PER_CORE * cores) return;
  throw new LongrangeError({
    code: 'ENGINE_THREADS',
    message: `Expected --threads of at most ${THREADS_PER_CORE * cores}, four for each core that this process may use, got ${threads}.`,
    hint: `leave it out for one per core (${cores}), which is fastest.`,
    exitCode: 2,
  });
}

async function chooseAutomatically(threads: number | undefined): Promise<EngineChoice> {
  const passedOver: { engine: EngineName; reason: string }[] = [];
  const attempts = [
    ['node-gpu', () => chooseTensorFlow('node-gpu', { threads })],
    ['native', () => chooseNative(threads, 'float32', passedOver)],
  ] as const;
  for (const [engine, choose] of attempts) {
    try {
      return await choose();
    } catch (error) {
      if (!(error instanceof LongrangeError && isAboutLibrary(error))) throw error;
      // The hint is for those who ask for this engine.
      passedOver.push({ engine, reason: error.message });
    }
  }
  try {
    return await chooseSimd(threads, passedOver);
  } catch (error) {
    if (!(error instanceof LongrangeError && /^ENGINE_SIMD_M/.test(error.code))) throw error;
    return chooseCpu([...passedOver, { engine: 'simd', reason: error.message }]);
  }
}

/** Whether a library is the reason, and not what was asked for. */
function isAboutLibrary({ code }: LongrangeError): boolean {
  return /^ENGINE_(?:NATIVE|TENSORFLOW)_/.test(code) || code === 'ENGINE_PRECISION';
}

async function chooseNative(
  threads: number | undefined,
  precision: 'float32' | 'mixed_bfloat16',
  passedOver: EngineChoice['passedOver'],
): Promise<EngineChoice> {
  const { registerNativeBackend } = await import('@longrange/backend-native');
  const info = await registerNativeBackend({ precision, ...(threads !== undefined && { threads }) });
  await demandBackend(info.backend);
  const { backend, instructionSet: variant, reason } = info;
  return { engine: 'native', backend, threads: info.threads, variant, precision, reason, passedOver };
}

/** `auto` takes the native engine for bfloat16, and a GPU for float16, which processors only emulate. */
async function demandPrecision(
  precision: Exclude<Precision, 'float32'>,
  asked: EngineName | 'auto',
  threads: number | undefined,
): Promise<EngineChoice> {
  const engine = asked === 'auto' ? (precision === 'mixed_bfloat16' ? 'native' : 'node-gpu') : asked;
  if (precisionsOf[engine].includes(precision)) {
    if (engine === 'node' || engine === 'node-gpu') return chooseTensorFlow(engine, { threads, precision });
    if (precision === 'mixed_bfloat16') return chooseNative(threads, precision, []);
  }
  const others = engineNames.filter((name) => precisionsOf[name].includes(precision));
  throw new LongrangeError({
    code: 'ENGINE_PRECISION',
    message: `Expected --precision ${precisionsOf[engine].join(' or ')} with the engine ${engine}, got ${precision}.`,
    hint: `the engines ${others.join(', ')} have it.`,
    exitCode: 2,
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
  const why = passedOver.length === 0 ? 'as asked for' : 'because nothing faster runs here';
  const reason = `TensorFlow.js's plain JavaScript backend, ${why}; it has one thread`;
  const choice = { engine: 'cpu', backend: 'cpu', threads: 1, variant: null } as const;
  return { ...choice, precision: 'float32', reason, passedOver };
}
