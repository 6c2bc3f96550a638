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
  /** Makes a tensor in the engine's memory, not cleared, that is disposed of if the kernel throws. */
  readonly output: EngineBackend['output'];
  /** Allocates bytes, not cleared, that are freed when the kernel ends, and returns their address. */
  readonly scratch: (bytes: number) => number;
}

/** Returns null to leave the call to the inherited CPU kernel. */
export type Kernel = (call: KernelCall) => TensorInfo | TensorInfo[] | null;

/** Kernel, with its name in TensorFlow.js or `ops`. */
export type NamedKernel = readonly [kernelName: string, kernel: Kernel];

/** Puts `kernel` in front of the kernel of this name that the backend has so far, such as that of the CPU backend. */
export function registerHotKernel(backendName: string, [kernelName, kernel]: NamedKernel): void {
  const inherited = (getKernel(kernelName, backendName) ?? undefined) as KernelConfig | undefined;
  if (inherited !== undefined) unregisterKernel(kernelName, backendName);
  registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs = {}, backend }) => {
      const call = { name: kernelName, inputs: inputs as NamedTensorInfoMap, attrs };
      const result = withMemory(backend as EngineBackend, (memory) => kernel({ ...call, ...memory }));
      if (result !== null) return result;
      if (inherited === undefined) throw new Error(`${kernelName}: no kernel for these inputs`);
      return inherited.kernelFunc({ inputs: inputs as NamedTensorInfoMap, attrs, backend });
    },
  });
}

/** Runs a kernel, frees its scratch memory and, if it throws, disposes of its outputs: memory may run out at any of them, or later. */
function withMemory<T>(
  backend: EngineBackend,
  run: (memory: Pick<KernelCall, 'backend' | 'output' | 'scratch'>) => T,
): T {
  const { heap } = backend.engine;
  const [outputs, blocks]: [object[], number[]] = [[], []];
  try {
    return run({
      backend,
      output(shape, dtype) {
        const output = backend.output(shape, dtype);
        outputs.push(output.info.dataId);
        return output;
      },
      scratch(bytes) {
        const address = heap.allocate(bytes);
        blocks.push(address);
        return address;
      },
    });
  } catch (error) {
    for (const dataId of outputs) backend.disposeData(dataId);
    throw error;
  } finally {
    for (const block of blocks) heap.free(block);
  }
}

/** Below this many multiply-adds (or elements × 16), waking the other threads costs more than it gains. */
export const PARALLEL_WORK = 1 << 17;

/** True if work on this many elements is shared among threads */
export const isLarge = (elements: number): boolean => elements * 16 >= PARALLEL_WORK;
