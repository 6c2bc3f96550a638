import type { KernelBackend, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';

/** What a kernel is given. */
export interface KernelCall {
  readonly inputs: NamedTensorInfoMap;
  readonly backend: KernelBackend;
  readonly attrs: object;
}

export type ReferenceKernel = (call: KernelCall) => TensorInfo | TensorInfo[];

export function floats({ inputs, backend }: KernelCall, name: string): Float32Array {
  return backend.readSync(inputs[name]!.dataId) as Float32Array;
}

export function integers({ inputs, backend }: KernelCall, name: string): Int32Array {
  return backend.readSync(inputs[name]!.dataId) as Int32Array;
}

export function make({ backend }: KernelCall, values: Float32Array, shape: number[]): TensorInfo {
  return { dataId: backend.write(values, shape, 'float32'), shape, dtype: 'float32' };
}
