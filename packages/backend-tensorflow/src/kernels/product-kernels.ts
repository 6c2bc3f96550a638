import {
  _FusedMatMul,
  type _FusedMatMulAttrs,
  BatchMatMul,
  type BatchMatMulAttrs,
  getKernel,
  type KernelBackend,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { OutputMetadata } from '../addon.ts';
import { Calls, type Handle } from '../calls.ts';
import { add, cast, type ElementType, ofType, widen } from '../operations.ts';
import type { KernelTable } from './register-kernels.ts';

/**
 * Products, with operands of `type`. In float32 the plain one is tfjs-node's. Its fused one is composed of ordinary operations, which leave
 * tensors behind while gradients are recorded.
 */
export function productKernels(backendName: string, type: ElementType): KernelTable {
  const theirs = getKernel(_FusedMatMul, backendName)!.kernelFunc;
  const fusedProduct: KernelTable[string] = (inputs, backend, attributes) => {
    const { activation, transposeA, transposeB } = attributes as _FusedMatMulAttrs;
    if (activation !== 'linear' && activation != null) {
      return theirs({ inputs, backend, attrs: { ...attributes } }) as TensorInfo;
    }
    return Calls.within(backend, (calls) => {
      const result = product(calls, inputs, transposeA, transposeB, type);
      if (inputs.bias === undefined) return calls.give(result);
      return calls.give({ ...result, id: add(calls, result.id, calls.of(inputs.bias), 'float32') });
    });
  };
  if (type === 'float32') return { [_FusedMatMul]: fusedProduct };
  return {
    [_FusedMatMul]: fusedProduct,
    [BatchMatMul]: (inputs: NamedTensorInfoMap, backend: KernelBackend, attributes: object) => {
      const { transposeA, transposeB } = attributes as BatchMatMulAttrs;
      return Calls.within(backend, (calls) =>
        calls.give(product(calls, inputs, transposeA, transposeB, type)),
      );
    },
  };
}

function product(
  calls: Calls,
  { a, b }: NamedTensorInfoMap,
  transposeA: boolean,
  transposeB: boolean,
  type: ElementType,
): OutputMetadata {
  const narrow = (tensor: TensorInfo): Handle => cast(calls, calls.of(tensor), 'float32', type);
  const attributes = {
    T: ofType(type),
    adj_x: { type: 'bool', value: transposeA },
    adj_y: { type: 'bool', value: transposeB },
  } as const;
  const [result] = calls.run('BatchMatMulV2', attributes, [narrow(a!), narrow(b!)]);
  return widen(calls, result!, type);
}
