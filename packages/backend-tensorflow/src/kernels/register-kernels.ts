import {
  getKernel,
  type KernelBackend,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

/** Kernels by their names. */
export type KernelTable = Readonly<
  Record<
    string,
    (inputs: NamedTensorInfoMap, backend: KernelBackend, attributes: object) => TensorInfo | TensorInfo[]
  >
>;

/** Registers kernels for a backend, in place of those that it has under these names. */
export function registerKernels(backendName: string, kernels: KernelTable): void {
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    if (getKernel(kernelName, backendName) != null) unregisterKernel(kernelName, backendName);
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, backend, attrs }) =>
        kernel(inputs as NamedTensorInfoMap, backend as KernelBackend, attrs ?? {}),
    });
  }
}
