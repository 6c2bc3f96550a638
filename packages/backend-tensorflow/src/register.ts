import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import util from 'node:util';
import { LongrangeError } from '@longrange/errors';
import { type KernelBackend, registerBackend } from '@tensorflow/tfjs-core';
import type { Addon } from './addon.ts';
import { findLibrary, type TensorFlowLibrary, tfjsNodeFolder } from './find-library.ts';
import { crossEntropyKernels } from './kernels/cross-entropy-kernels.ts';
import { layerKernels } from './kernels/layer-kernels.ts';
import { productKernels } from './kernels/product-kernels.ts';
import { registerKernels } from './kernels/register-kernels.ts';
import { probeAddon } from './probe-addon.ts';
import type { TensorFlowDevice } from './versions.ts';

const require = createRequire(import.meta.url);

/** What TensorFlow.js calls the backend: the name of tfjs-node, whose kernels it has. */
export const BACKEND = 'tensorflow';
/** As in tfjs-node. */
const PRIORITY = 3;

/** What to register. */
export interface TensorFlowBackendOptions {
  /** Which library; `gpu` also demands that it sees one. */
  readonly device: TensorFlowDevice;
  /** Of one operation; default: one for each core. */
  readonly threads?: number;
}

/** What `registerTensorFlowBackend` registered. */
export interface TensorFlowBackendInfo {
  readonly threads: number;
  /** Which library, which device, why these threads. */
  readonly reason: string;
}

let registered: TensorFlowBackendInfo | undefined;

/**
 * Loads TensorFlow's library and makes it known to TensorFlow.js under the name `tensorflow`; `tf.setBackend` then selects it. A process has
 * one: a second call keeps the first, and its reason says so.
 *
 * @throws LongrangeError `ENGINE_TENSORFLOW_MISSING`, `ENGINE_TENSORFLOW_PACKAGE`; `ENGINE_TENSORFLOW_BROKEN` where the library does not
 * load or multiplies wrongly, `ENGINE_TENSORFLOW_DEVICE` where it sees no GPU and one is demanded
 */
export async function registerTensorFlowBackend({
  device,
  threads,
}: TensorFlowBackendOptions): Promise<TensorFlowBackendInfo> {
  if (registered !== undefined)
    return { ...registered, reason: `${registered.reason}, kept from the first registration` };
  const library = findLibrary(device);
  const folder = tfjsNodeFolder();
  const probe = await probeAddon(library.binding);
  if (!probe.works) throw broken(library, probe.reason);
  if (device === 'gpu' && probe.device !== 'GPU') throw noGpu(library);
  prepareEnvironment(threads);
  try {
    register(library, folder);
    const type = 'float32';
    registerKernels(BACKEND, {
      ...productKernels(BACKEND, type),
      ...layerKernels(probe.device, type),
      ...crossEntropyKernels,
    });
  } catch (error) {
    throw broken(library, `does not load: ${(error as Error).message.split('\n')[0]}`);
  }
  const count = threads ?? availableParallelism();
  const why = threads === undefined ? 'one for each core' : 'as asked for';
  registered = {
    threads: count,
    reason: `${library.origin}, computes on the ${probe.device}; ${count} thread${count === 1 ? '' : 's'}: ${why}`,
  };
  return registered;
}

/** As tfjs-node's own entrance does, which looks for its addon in its own folder only. */
function register({ binding, device }: TensorFlowLibrary, folder: string): void {
  require(join(folder, 'dist/register_all_kernels.js'));
  const { NodeJSKernelBackend } = require(join(folder, 'dist/nodejs_kernel_backend.js')) as {
    NodeJSKernelBackend: new (addon: Addon, packageName: string) => KernelBackend;
  };
  const backend = new NodeJSKernelBackend(
    require(binding) as Addon,
    device === 'gpu' ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node',
  );
  registerBackend(BACKEND, () => backend, PRIORITY);
}

/** TensorFlow reads these when its library is loaded. Its log would stand in the middle of the progress line. */
function prepareEnvironment(threads: number | undefined): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  if (threads !== undefined) {
    process.env.TF_NUM_INTRAOP_THREADS = String(threads);
    process.env.OMP_NUM_THREADS = String(threads);
  }
  // Node 23 has taken the first out of `util` (tfjs #8609); the second is still there and warns.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
}

function broken({ binding }: TensorFlowLibrary, reason: string): LongrangeError {
  return new LongrangeError({
    code: 'ENGINE_TENSORFLOW_BROKEN',
    message: `Expected TensorFlow's addon ${binding} to work, but it ${reason}.`,
    hint: 'longrange native builds it anew where it does not work; --engine simd needs none.',
  });
}

function noGpu({ origin }: TensorFlowLibrary): LongrangeError {
  return new LongrangeError({
    code: 'ENGINE_TENSORFLOW_DEVICE',
    message: `Expected TensorFlow to see a GPU, but it sees none (${origin}).`,
    hint: 'nvidia-smi tells whether the driver sees one; --engine node computes on the processor.',
  });
}
