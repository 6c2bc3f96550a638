import {
  getKernel,
  type KernelConfig,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../simd-backend.ts';

export const BACKEND_NAME = 'simd';

export interface KernelCall {
  readonly inputs: NamedTensorInfoMap;
  readonly attrs: NamedAttrMap;
  readonly backend: SimdBackend;
}

/** Returns null to leave the call to the inherited CPU kernel. */
export type Kernel = (call: KernelCall) => TensorInfo | TensorInfo[] | null;

/** Puts `kernel` in front of the kernel inherited from the CPU backend, if there is one. */
export function registerHotKernel(kernelName: string, kernel: Kernel): void {
  const inherited = getKernel(kernelName, 'cpu') as KernelConfig | undefined;
  if (getKernel(kernelName, BACKEND_NAME) != null) unregisterKernel(kernelName, BACKEND_NAME);
  registerKernel({
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const call = {
        inputs: inputs as NamedTensorInfoMap,
        attrs: attrs ?? {},
        backend: backend as SimdBackend,
      };
      const result = kernel(call);
      if (result !== null) return result;
      if (inherited === undefined) throw new Error(`${kernelName}: no kernel for these inputs`);
      return inherited.kernelFunc({ inputs: call.inputs, attrs: call.attrs, backend });
    },
  });
}

/** The address of each input, by name; moves them into WebAssembly memory. */
export function addresses<Name extends string>(
  { inputs, backend }: Pick<KernelCall, 'inputs' | 'backend'>,
  names: readonly Name[],
): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, backend.address(inputs[name]!)])) as Record<
    Name,
    number
  >;
}

/** Below this many multiply-adds (or elements × 16), waking the other threads costs more than it brings. */
export const PARALLEL_WORK = 1 << 17;
