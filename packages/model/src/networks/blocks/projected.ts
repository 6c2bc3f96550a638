import { projections } from '@longrange/ops';
import type { Tensor, Tensor1D, Tensor3D } from '@tensorflow/tfjs-core';
import type { NetworkParameters } from '../network.ts';

/**
 * Products of the same inputs [T, B, I] with several kernels: `query` is `query_kernel`.
 *
 * @param names those without a bias, then, by `biased`, those with one: `update` adds `update_bias`
 */
export function projected(
  inputs: Tensor3D,
  parameters: NetworkParameters,
  names: readonly string[],
  biased: readonly string[] = [],
): Tensor3D[] {
  const kernel = (name: string) => parameters(`${name}_kernel`);
  const bias = (name: string) => parameters(`${name}_bias`) as Tensor as Tensor1D;
  return projections(inputs, [
    ...names.map((name) => ({ kernel: kernel(name) })),
    ...biased.map((name) => ({ kernel: kernel(name), bias: bias(name) })),
  ]);
}
