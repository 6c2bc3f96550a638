import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import util from 'node:util';
import { checkArgument, checkKeys, LongrangeError } from '@longrange/errors';
import { GRU, LSTM } from '@longrange/ops/internal';
import {
  getKernel,
  type KernelBackend,
  registerBackend,
  setBackend,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { type Addon, withMemoryAdvice } from './addon.ts';
import { registerKernels } from './calls.ts';
import {
  checkDevice,
  findLibrary,
  type TensorFlowDevice,
  type TensorFlowLibrary,
  tfjsNodeFolder,
} from './find-library.ts';
import { crossEntropyKernels } from './kernels/cross-entropy-kernels.ts';
import { generateKernel } from './kernels/generate-kernel.ts';
import { layerKernels } from './kernels/layer-kernels.ts';
import { optimizerKernels } from './kernels/optimizer-kernels.ts';
import { productKernels } from './kernels/product-kernels.ts';
import { type Arithmetic, FLOAT32 } from './operations.ts';
import { probeAddon } from './probe-addon.ts';

const require = createRequire(import.meta.url);

/** Name of the backend in TensorFlow.js: the same as tfjs-node's, whose kernels it uses */
export const BACKEND = 'tensorflow';
/** Priority of tfjs-node's own backend */
const PRIORITY = 3;

/** Options of `registerTensorFlowBackend` */
export interface TensorFlowBackendOptions {
  /** Library to load; `gpu` also requires that it sees a GPU */
  readonly device: TensorFlowDevice;
  /** Threads of one operation; default: one per core */
  readonly threads?: number;
  /** Default: float32. */
  readonly precision?: TensorFlowPrecision;
}

/**
 * Arithmetic of products and layers; weights, states, the loss and Adam's moments are float32 in all. `mixed_float16` needs loss scaling. On a
 * processor it is for experiments: operands and results are rounded to float16, sums are float32, as on a GPU.
 */
export type TensorFlowPrecision = (typeof precisions)[number];

const precisions = ['float32', 'mixed_float16', 'mixed_bfloat16'] as const;

/** Result of `registerTensorFlowBackend` */
export interface TensorFlowBackendInfo {
  readonly threads: number;
  /** Library, device, and the reason for these threads */
  readonly reason: string;
}

interface Registration {
  readonly library: TensorFlowLibrary;
  readonly computesOn: 'CPU' | 'GPU';
  readonly precision: TensorFlowPrecision;
  readonly threads: number;
  /** Reason for the number of threads */
  readonly why: string;
}

let registered: Registration | undefined;

/**
 * Loads TensorFlow's library and registers it with TensorFlow.js under the name `tensorflow`, and selects it. A process has
 * one library: a second call keeps it and its threads, and its reason says so; only the precision changes to that of the second.
 *
 * @throws LongrangeError `ENGINE_TENSORFLOW_PACKAGE`, `ENGINE_TENSORFLOW_MISSING`; `ENGINE_TENSORFLOW_BROKEN` if the library does not
 * load or multiplies wrongly, `ENGINE_TENSORFLOW_DEVICE` if it sees no GPU and one is required
 */
export async function registerTensorFlowBackend(
  options: TensorFlowBackendOptions,
): Promise<TensorFlowBackendInfo> {
  checkKeys(options, ['device', 'threads', 'precision']);
  const { device, threads, precision = 'float32' } = options;
  checkDevice(device);
  checkArgument(precisions.includes(precision), 'precision', `one of ${precisions.join(', ')}`, precision);
  if (registered !== undefined) {
    registerOurs(precision, registered.computesOn);
    await setBackend(BACKEND);
    return describe({ ...registered, precision, why: `${registered.why}, kept from the first registration` });
  }
  const folder = tfjsNodeFolder();
  const library = findLibrary(device);
  if (device === 'gpu') Object.assign(process.env, gpuEnvironment(process.env));
  prepareEnvironment(threads);
  const probe = await probeAddon(library.binding);
  if (!probe.works) throw broken(library, probe.reason);
  if (device === 'gpu' && probe.device !== 'GPU') throw noGpu(library);
  try {
    register(library, folder);
    registerOurs(precision, probe.device);
    await setBackend(BACKEND);
  } catch (error) {
    throw broken(library, `does not load: ${(error as Error).message.split('\n')[0]}`);
  }
  registered = {
    library,
    computesOn: probe.device,
    precision,
    threads: threads ?? availableParallelism(),
    why: threads === undefined ? 'one for each core' : 'as asked for',
  };
  return describe(registered);
}

function describe({ library, computesOn, precision, threads, why }: Registration): TensorFlowBackendInfo {
  const count = `${threads} thread${threads === 1 ? '' : 's'}`;
  return {
    threads,
    reason: `${library.origin}, computes on the ${computesOn} in ${precision}; ${count}: ${why}`,
  };
}

/** Registers our kernels in place of tfjs-node's. */
function registerOurs(precision: TensorFlowPrecision, computesOn: 'CPU' | 'GPU'): void {
  const arithmetic = arithmeticOf(precision, computesOn);
  const layers = layerKernels(computesOn, arithmetic);
  for (const { forward, gradient } of [LSTM, GRU].flatMap(({ from }) => [from.inputs, from.tokens])) {
    for (const name of [forward, gradient])
      if (!(name in layers) && getKernel(name, BACKEND) != null) unregisterKernel(name, BACKEND);
  }
  registerKernels(BACKEND, {
    ...productKernels(BACKEND, arithmetic),
    ...layers,
    ...crossEntropyKernels,
    ...optimizerKernels,
    ...generateKernel,
  });
}

function arithmeticOf(precision: TensorFlowPrecision, device: 'CPU' | 'GPU'): Arithmetic {
  if (precision === 'mixed_bfloat16') return { type: 'bfloat16', rounded: 'bfloat16' };
  if (precision === 'mixed_float16')
    return { type: device === 'GPU' ? 'float16' : 'float32', rounded: 'float16' };
  return FLOAT32;
}

/** Registers the backend as tfjs-node's own entry does, which looks for its addon only in its own folder. */
function register({ binding, quietLoader, device }: TensorFlowLibrary, folder: string): void {
  if (quietLoader !== undefined && isQuiet) require(quietLoader);
  require(join(folder, 'dist/register_all_kernels.js'));
  const { NodeJSKernelBackend } = require(join(folder, 'dist/nodejs_kernel_backend.js')) as {
    NodeJSKernelBackend: new (addon: Addon, packageName: string) => KernelBackend;
  };
  const backend = new NodeJSKernelBackend(
    withMemoryAdvice(require(binding) as Addon),
    device === 'gpu' ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node',
  );
  registerBackend(BACKEND, () => backend, PRIORITY);
}

/**
 * Returns the variables that CUDA and TensorFlow read when they are loaded: one GPU, since tfjs-node would claim all and compute on the
 * last; memory as needed; and full float32, as on other engines, rather than the 19 bits of TF32. What is set already stays.
 */
export function gpuEnvironment(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const {
    CUDA_VISIBLE_DEVICES = '0',
    TF_FORCE_GPU_ALLOW_GROWTH = 'true',
    NVIDIA_TF32_OVERRIDE = '0',
  } = given;
  return {
    CUDA_VISIBLE_DEVICES: CUDA_VISIBLE_DEVICES.split(',')[0],
    TF_FORCE_GPU_ALLOW_GROWTH,
    NVIDIA_TF32_OVERRIDE,
  };
}

/** False if the user set the log level: TensorFlow's messages while it loads would appear in the middle of the progress line. */
const isQuiet = process.env.TF_CPP_MIN_LOG_LEVEL === undefined;

/** TensorFlow reads these when its library is loaded. */
function prepareEnvironment(threads: number | undefined): void {
  if (isQuiet) process.env.TF_CPP_MIN_LOG_LEVEL = '2';
  if (threads !== undefined) {
    process.env.TF_NUM_INTRAOP_THREADS = String(threads);
    process.env.OMP_NUM_THREADS = String(threads);
  }
  // Node 23 removed the first from `util` (tfjs #8609); the second still exists, but warns.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
}

function broken({ binding }: TensorFlowLibrary, reason: string): LongrangeError {
  return new LongrangeError({
    code: 'ENGINE_TENSORFLOW_BROKEN',
    message: `Expected TensorFlow's addon ${binding} to work, but it ${reason}.`,
    hint: 'if it does not work, longrange tensorflow rebuilds it; --engine simd needs none.',
  });
}

function noGpu({ origin }: TensorFlowLibrary): LongrangeError {
  return new LongrangeError({
    code: 'ENGINE_TENSORFLOW_DEVICE',
    message: `Expected TensorFlow to see a GPU, but it sees none (${origin}).`,
    hint: 'nvidia-smi shows whether the driver sees one; --engine node computes on the processor.',
  });
}
