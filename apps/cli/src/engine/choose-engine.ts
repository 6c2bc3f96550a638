import { wrongUsage } from '../cli/wrong-usage.ts';
import '@tensorflow/tfjs-backend-cpu';
import { availableParallelism } from 'node:os';
import { LongrangeError } from '@longrange/errors';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import {
  type EngineChoice,
  type EngineName,
  type EngineOptions,
  engineNames,
  type Precision,
  precisionsOf,
} from './engine-name.ts';

/**
 * Makes an engine TensorFlow.js's backend. `auto` takes TensorFlow's own library if it loads and sees a GPU, else the native engine if it loads,
 * else the embedded one, and without WebAssembly the plain backend. A precision other than float32 requires an engine that has it.
 *
 * @throws LongrangeError `ENGINE_THREADS` for far more threads than cores; `ENGINE_…` for a requested engine that is missing or does not work;
 * `ENGINE_PRECISION` for a precision that it lacks
 */
export async function chooseEngine({ engine, threads, precision }: EngineOptions): Promise<EngineChoice> {
  // Keeps the plain CPU backend from advertising tfjs-node in the middle of our output; also disables warnings of deprecated functions.
  enableProdMode();
  refuseCrowd(threads, availableParallelism());
  if (precision !== undefined && precision !== 'float32') return demandPrecision(precision, engine, threads);
  if (engine === 'cpu') return demandCpu(threads);
  if (engine === 'simd') return chooseSimd(threads, []);
  if (engine === 'native') return chooseNative(threads, 'float32', []);
  if (engine !== 'auto') return chooseTensorFlow(engine, { threads });
  return chooseAutomatically(threads);
}

/** More threads than cores are slower, but may be wanted, because results depend on their number to the bit. Beyond this, they only wait for one another. */
const THREADS_PER_CORE = 4;

function refuseCrowd(threads: number | undefined, cores: number): void {
  if (threads === undefined || threads <= THREADS_PER_CORE * cores) return;
  throw wrongUsage({
    code: 'ENGINE_THREADS',
    message: `Expected --threads of at most ${THREADS_PER_CORE * cores}, four for each core that this process may use, got ${threads}.`,
    hint: `leave it out to use one per core (${cores}), which is fastest.`,
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
      // The hint is for users who request this engine.
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

/** Returns true for an error due to a library rather than to the request. */
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
  return activate('native', { ...info, variant: info.instructionSet }, precision, passedOver);
}

/** Chooses an engine for a reduced precision: `auto` takes the native engine for bfloat16, and a GPU for float16, which processors only emulate. */
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
  throw wrongUsage({
    code: 'ENGINE_PRECISION',
    message: `Expected --precision ${precisionsOf[engine].join(' or ')} with the engine ${engine}, got ${precision}.`,
    hint: `engines that support it: ${others.join(', ')}.`,
  });
}

async function chooseSimd(
  threads: number | undefined,
  passedOver: EngineChoice['passedOver'],
): Promise<EngineChoice> {
  const { registerSimdBackend } = await import('@longrange/backend-simd');
  const info = await registerSimdBackend(threads === undefined ? {} : { threads });
  return activate('simd', { ...info, backend: 'simd' }, 'float32', passedOver);
}

async function demandCpu(threads: number | undefined): Promise<EngineChoice> {
  if (threads === undefined || threads === 1) return chooseCpu();
  throw wrongUsage({
    code: 'ENGINE_THREADS',
    message: `Expected --threads 1 with the engine cpu, which has one thread, got ${threads}.`,
    hint: 'use --engine simd for more threads.',
  });
}

async function chooseCpu(passedOver: EngineChoice['passedOver'] = []): Promise<EngineChoice> {
  const why = passedOver.length === 0 ? 'as asked for' : 'because nothing faster runs here';
  const reason = `TensorFlow.js's plain JavaScript backend, ${why}; it has one thread`;
  return activate('cpu', { backend: 'cpu', threads: 1, variant: null, reason }, 'float32', passedOver);
}

/**
 * Makes TensorFlow's own library the backend.
 *
 * @throws LongrangeError `ENGINE_TENSORFLOW_…` if it is missing or does not work
 */
async function chooseTensorFlow(
  engine: 'node-gpu' | 'node',
  { threads, precision = 'float32' }: Pick<EngineOptions, 'threads' | 'precision'>,
): Promise<EngineChoice> {
  const { registerTensorFlowBackend } = await import('@longrange/backend-tensorflow');
  const info = await registerTensorFlowBackend({
    device: engine === 'node' ? 'cpu' : 'gpu',
    precision,
    ...(threads !== undefined && { threads }),
  });
  return activate(engine, { ...info, backend: 'tensorflow', variant: null }, precision, []);
}

/** Makes a registered engine TensorFlow.js's active backend. */
async function activate(
  engine: EngineName,
  { backend, threads, variant, reason }: Pick<EngineChoice, 'backend' | 'threads' | 'variant' | 'reason'>,
  precision: Precision,
  passedOver: EngineChoice['passedOver'],
): Promise<EngineChoice> {
  if (await setBackend(backend)) return { engine, backend, threads, variant, precision, reason, passedOver };
  throw new LongrangeError({
    code: 'ENGINE_UNAVAILABLE',
    message: `Expected TensorFlow.js to activate the backend ${backend}, but it refused.`,
  });
}
