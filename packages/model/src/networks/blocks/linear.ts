import {
  fused,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { Initializer } from '../../initializers/initializers.ts';
import { uniformWithin } from '../../initializers/initializers.ts';
import type { ParameterSpecification } from '../network.ts';

/** inputs × kernel (+ bias), for every character in one product: [T, B, I] → [T, B, O] */
export function linear(inputs: Tensor3D, kernel: Tensor2D, bias?: Tensor): Tensor3D {
  const [T, B, I] = inputs.shape;
  const a = reshape(inputs, [T * B, I]) as Tensor2D;
  const rows = fused.matMul({ a, b: kernel, ...(bias && { bias: bias as Tensor1D }) });
  return reshape(rows, [T, B, kernel.shape[1]]) as Tensor3D;
}

/** Uniform with a variance of 1 / fan in (LeCun et al. 1998), for [fan in, fan out]: numbers of variance 1 stay so. */
export const lecunUniform: Initializer = (shape, random) =>
  uniformWithin(Math.sqrt(3 / shape[0]!))(shape, random);

/** The same for what a block adds: divided by the root of how often that happens, so that the sum keeps its size (Radford et al. 2019). */
export function residualUniform(layers: number): Initializer {
  return (shape, random) => uniformWithin(Math.sqrt(3 / shape[0]! / (2 * layers)))(shape, random);
}

/** A kernel of a projection. */
export function kernel(name: string, inputs: number, outputs: number): ParameterSpecification {
  return { name, shape: [inputs, outputs], initializer: lecunUniform };
}

/** Ones: the gain of a normalisation. */
export const ones: Initializer = ([size]) => new Float32Array(size!).fill(1);
