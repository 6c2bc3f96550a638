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
import { Calls, type KernelTable } from '../calls.ts';
import { type Arithmetic, add, narrow, ofType, widen } from '../operations.ts';

/** Products in one arithmetic. tfjs-node's fused product consists of ordinary operations, which leak tensors while gradients are recorded. */
export function productKernels(backendName: string, arithmetic: Arithmetic): KernelTable {
  const theirs = getKernel(_FusedMatMul, backendName)!.kernelFunc;
  const fusedProduct: KernelTable[string] = (inputs, backend, attributes) => {
    const { activation, transposeA, transposeB } = attributes as _FusedMatMulAttrs;
    if (activation !== 'linear' && activation != null) {
      return theirs({ inputs, backend, attrs: { ...attributes } }) as TensorInfo;
    }
    return Calls.within(backend, (calls) => {
      const result = product(calls, inputs, transposeA, transposeB, arithmetic);
      if (inputs.bias === undefined) return calls.give(result);
      return calls.give({ ...result, id: add(calls, result.id, calls.of(inputs.bias), 'float32') });
    });
  };
  return {
    [_FusedMatMul]: fusedProduct,
    [BatchMatMul]: (inputs: NamedTensorInfoMap, backend: KernelBackend, attributes: object) => {
      const { transposeA, transposeB } = attributes as BatchMatMulAttrs;
      return Calls.within(backend, (calls) =>
        calls.give(product(calls, inputs, transposeA, transposeB, arithmetic)),
      );
    },
  };
}

function product(
  calls: Calls,
  { a, b }: NamedTensorInfoMap,
  transposeA: boolean,
  transposeB: boolean,
  arithmetic: Arithmetic,
): OutputMetadata {
  const attributes = {
    T: ofType(arithmetic.type),
    adj_x: { type: 'bool', value: transposeA },
    adj_y: { type: 'bool', value: transposeB },
  } as const;
  const operands = [a!, b!].map((tensor) => narrow(calls, calls.of(tensor), arithmetic));
  const [result] = calls.run('BatchMatMulV2', attributes, operands);
  return widen(calls, result!, arithmetic);
}
