import { wrongUsage } from '../cli/wrong-usage.ts';
import '@tensorflow/tfjs-backend-cpu';
import { availableParallelism } from 'node:os';
import { LongrangeError } from '@longrange/errors';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import type { Reporter } from '../terminal/reporter.ts';
import {
  type EngineChoice,
  type EngineName,
  type EngineOptions,
  engineNames,
  type Precision,
  precisionsOf,
} from './engine-name.ts';

/**
 * Makes an engine TensorFlow.js's backend, and reports it. `auto` takes TensorFlow's own library if it loads and sees a GPU, else the native
 * engine if it loads, else the embedded one, and without WebAssembly the plain backend. A precision other than float32 requires an engine
 * that has it.
 *
 * @param reporter omitted if the engine is of no interest
 * @throws LongrangeError `ENGINE_THREADS` for far more threads than cores; `ENGINE_…` for a requested engine that is missing or does not work;
 * `ENGINE_PRECISION` for a precision that it lacks
 */
export async function chooseEngine(options: EngineOptions, reporter?: Reporter): Promise<EngineChoice> {
  const { engine, threads, precision = 'float32' } = options;
  // Keeps the plain CPU backend from advertising tfjs-node in the middle of our output; also disables warnings of deprecated functions.
  enableProdMode();
  const named = engine === 'auto' ? engineFor(precision) : engine;
  if (named !== undefined) requirePrecision(named, precision);
  requireThreads(named, threads);
  const choice =
    named === undefined ? await chooseAutomatically(threads) : await start(named, threads, precision);
  if (reporter !== undefined) reportEngine(reporter, choice);
  return choice;
}

/** Returns the engine that `auto` takes for a precision; undefined for float32, which all have. Processors only emulate float16. */
function engineFor(precision: Precision): EngineName | undefined {
  return ({ float32: undefined, mixed_bfloat16: 'native', mixed_float16: 'node-gpu' } as const)[precision];
}

function requirePrecision(engine: EngineName, precision: Precision): void {
  if (precisionsOf[engine].includes(precision)) return;
  const others = engineNames.filter((name) => precisionsOf[name].includes(precision));
  throw wrongUsage({
    code: 'ENGINE_PRECISION',
    message: `Expected --precision ${precisionsOf[engine].join(' or ')} with the engine ${engine}, got ${precision}.`,
    hint: `engines that support it: ${others.join(', ')}.`,
  });
}

/** More threads than cores are slower, but may be wanted, because results depend on their number to the bit. Beyond this, they only wait for one another. */
const THREADS_PER_CORE = 4;

function requireThreads(engine: EngineName | undefined, threads = 1): void {
  const cores = availableParallelism();
  if (threads > THREADS_PER_CORE * cores)
    throw wrongUsage({
      code: 'ENGINE_THREADS',
      message: `Expected --threads of at most ${THREADS_PER_CORE * cores}, four for each core that this process may use, got ${threads}.`,
      hint: `leave it out to use one per core (${cores}), which is fastest.`,
    });
  if (engine === 'cpu' && threads > 1)
    throw wrongUsage({
      code: 'ENGINE_THREADS',
      message: `Expected --threads 1 with the engine cpu, which has one thread, got ${threads}.`,
      hint: 'use --engine simd for more threads.',
    });
}

/** Codes of errors that are due to a library or the system rather than to the request. */
const UNAVAILABLE = /^ENGINE_(?:NATIVE_|TENSORFLOW_|SIMD_M|PRECISION$)/;

async function chooseAutomatically(threads: number | undefined): Promise<EngineChoice> {
  const passedOver: { engine: EngineName; reason: string }[] = [];
  for (const engine of ['node-gpu', 'native', 'simd'] as const) {
    try {
      return await start(engine, threads, 'float32', passedOver);
    } catch (error) {
      if (!(error instanceof LongrangeError && UNAVAILABLE.test(error.code))) throw error;
      // The hint is for users who request this engine.
      passedOver.push({ engine, reason: error.message });
    }
  }
  return start('cpu', threads, 'float32', passedOver);
}

/** Registers an engine, and makes it TensorFlow.js's active backend. @throws LongrangeError `ENGINE_…` if it is missing or does not work */
async function start(
  engine: EngineName,
  threads: number | undefined,
  precision: Precision,
  passedOver: EngineChoice['passedOver'] = [],
): Promise<EngineChoice> {
  const why = passedOver.length === 0 ? 'as requested' : 'because nothing faster runs here';
  const registered =
    engine === 'cpu'
      ? {
          backend: 'cpu',
          threads: 1,
          variant: null,
          reason: `TensorFlow.js's plain JavaScript backend, ${why}; it has one thread`,
        }
      : await register(engine, threads, precision);
  const { backend, variant, reason } = registered;
  if (await setBackend(backend))
    return { engine, backend, threads: registered.threads, variant, precision, reason, passedOver };
  throw new LongrangeError({
    code: 'ENGINE_UNAVAILABLE',
    message: `Expected TensorFlow.js to activate the backend ${backend}, but it refused.`,
  });
}

/** Imports and registers an engine. Each is large, or has a library to look for. */
async function register(
  engine: Exclude<EngineName, 'cpu'>,
  threads: number | undefined,
  precision: Precision,
): Promise<Pick<EngineChoice, 'backend' | 'threads' | 'variant' | 'reason'>> {
  const limits = threads === undefined ? {} : { threads };
  if (engine === 'simd') {
    const { registerSimdBackend } = await import('@longrange/backend-simd');
    return { ...(await registerSimdBackend(limits)), backend: 'simd' };
  }
  if (engine === 'native') {
    const { registerNativeBackend } = await import('@longrange/backend-native');
    const rounding = precision === 'mixed_bfloat16' ? precision : 'float32';
    const info = await registerNativeBackend({ ...limits, precision: rounding });
    return { ...info, variant: info.instructionSet };
  }
  const { registerTensorFlowBackend } = await import('@longrange/backend-tensorflow');
  const device = engine === 'node' ? 'cpu' : 'gpu';
  const info = await registerTensorFlowBackend({ ...limits, device, precision });
  return { ...info, backend: 'tensorflow', variant: null };
}

/** Prints the engine in one line; if only the slowest one runs, also why it was taken and the others were not. */
function reportEngine(reporter: Reporter, choice: EngineChoice): void {
  const { engine, variant, threads, precision, passedOver } = choice;
  const facts = [
    [engine, ...(engine === 'native' && variant !== null ? [variant] : [])].join(' '),
    ...(threads === null ? [] : [`${threads} ${threads === 1 ? 'thread' : 'threads'}`]),
    ...(precision === 'float32' ? [] : [precision]),
  ];
  const line = `${facts.join(', ')}${speedHint(choice)}`;
  const isLastResort = engine === 'cpu' && passedOver.length > 0;
  const others = passedOver.map((other) => `not ${other.engine}: ${other.reason}`);
  reporter.fact('engine', isLastResort ? [line, choice.reason, ...others] : line);
}

/** The embedded engine computes in 256 bits on Node 24 and newer (docs/decisions.md, 8). */
function speedHint({ engine, variant }: EngineChoice): string {
  const isOld = Number.parseInt(process.versions.node, 10) < 24;
  return engine === 'simd' && variant !== 'wide' && isOld ? ' (faster on Node 24)' : '';
}
