import {
  getKernel,
  type KernelConfig,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import type { EngineBackend } from '../engine-backend.ts';

export interface KernelCall {
  /** The kernel's name. */
  readonly name: string;
  readonly inputs: NamedTensorInfoMap;
  readonly attrs: NamedAttrMap;
  readonly backend: EngineBackend;
  /** Makes a tensor in the engine's memory, not cleared; disposed of if the kernel throws. */
  readonly output: EngineBackend['output'];
}

/** Returns null to leave the call to the inherited CPU kernel. */
export type Kernel = (call: KernelCall) => TensorInfo | TensorInfo[] | null;

/** A kernel by the name of TensorFlow.js or of `ops`. */
export type NamedKernel = readonly [kernelName: string, kernel: Kernel];

/** Puts `kernel` in front of the kernel inherited from the CPU backend, if there is one. */
export function registerHotKernel(backendName: string, [kernelName, kernel]: NamedKernel): void {
  const inherited = getKernel(kernelName, 'cpu') as KernelConfig | undefined;
  if (getKernel(kernelName, backendName) != null) unregisterKernel(kernelName, backendName);
  registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs = {}, backend }) => {
      const result = withOutputs(backend as EngineBackend, (output) =>
        kernel({
          name: kernelName,
          inputs: inputs as NamedTensorInfoMap,
          attrs,
          backend: backend as EngineBackend,
          output,
        }),
      );
      if (result !== null) return result;
      if (inherited === undefined) throw new Error(`${kernelName}: no kernel for these inputs`);
      return inherited.kernelFunc({ inputs: inputs as NamedTensorInfoMap, attrs, backend });
    },
  });
}

/** Runs `work`, and disposes of its outputs if it throws: memory may end at any of them, or after. */
function withOutputs<T>(backend: EngineBackend, work: (output: EngineBackend['output']) => T): T {
  const made: object[] = [];
  try {
    return work((shape, dtype) => {
      const output = backend.output(shape, dtype);
      made.push(output.info.dataId);
      return output;
    });
  } catch (error) {
    for (const dataId of made) backend.disposeData(dataId);
    throw error;
  }
}

/** Below this many multiply-adds (or elements × 16), waking the other threads costs more than it brings. */
export const PARALLEL_WORK = 1 << 17;

/** True if work on so many elements is shared among threads */
export const isLarge = (elements: number): boolean => elements * 16 >= PARALLEL_WORK;
