import { projections, rmsNorm } from '@longrange/ops';
import {
  exp,
  fill,
  mul,
  neg,
  reshape,
  softplus,
  type Tensor,
  type Tensor1D,
  type Tensor3D,
  type Tensor4D,
  zeros,
} from '@tensorflow/tfjs-core';
import { type Initializer, uniformWithin } from '../../initializers.ts';
import type { NetworkParameters, ParameterSpecification } from '../network.ts';
import { blockOptions, headsOption } from './mixer.ts';

/** Uniform with a variance of 1 / fan in (LeCun et al. 1998), for [fan in, fan out], which preserves a variance of 1. */
const lecunUniform: Initializer = (shape, random) => uniformWithin(Math.sqrt(3 / shape[0]!))(shape, random);

/** Like `lecunUniform`, but divided by the square root of the number of residual additions, so that their sum keeps its size (Radford et al. 2019). */
export function residualUniform(layers: number): Initializer {
  return (shape, random) => uniformWithin(Math.sqrt(3 / shape[0]! / (2 * layers)))(shape, random);
}

/** Kernel of a projection. */
export function kernel(name: string, inputs: number, outputs: number): ParameterSpecification {
  return { name, shape: [inputs, outputs], initializer: lecunUniform };
}

/** Ones, for the gain of a normalization. */
export const ones: Initializer = ([size]) => new Float32Array(size!).fill(1);

/**
 * Products of the same inputs [T, B, I] with several kernels.
 *
 * @param names products without a bias: `query` stands for `query_kernel`
 * @param biased products with a bias, which come last: `update` adds `update_bias`
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

/** Normalizes each head separately (RMSNorm): [T, B, H × V] → the same; `gain` is [V]. */
export function normalizeHeads(x: Tensor3D, heads: number, gain: Tensor1D): Tensor3D {
  const [T, B, width] = x.shape;
  const byHead = reshape(x, [T, B, heads, width / heads]) as Tensor4D;
  return reshape(rmsNorm(byHead, gain), [T, B, width]) as Tensor3D;
}

/** Scales each head to the given length: x / |x| × length. */
export function headsOfLength(x: Tensor3D, heads: number, length: number): Tensor3D {
  const size = x.shape[2] / heads;
  return normalizeHeads(x, heads, fill([size], length / Math.sqrt(size)));
}

/** ln A of a decay, with A uniform in [1, 16] (Mamba 2: Dao & Gu 2024). */
const decayRates: Initializer = ([heads], random) =>
  Float32Array.from({ length: heads! }, () => Math.log(1 + 15 * random.uniform()));

/** Inverse softplus of step sizes, log-uniform in [0.001, 0.1]. */
const stepBias: Initializer = ([heads], random) =>
  Float32Array.from({ length: heads! }, () => {
    const step = Math.exp(Math.log(1e-3) + random.uniform() * Math.log(100));
    return step + Math.log(-Math.expm1(-step));
  });

/** Kernels of queries, keys and values, in this order. */
export function attentionKernels(inputs: number, units: number): ParameterSpecification[] {
  return ['query_kernel', 'key_kernel', 'value_kernel'].map((name) => kernel(name, inputs, units));
}

/** Options of a mixer whose state is a matrix for each head. */
export function matrixOptions() {
  return blockOptions({
    default: 192,
    meaning: 'U: width of queries, keys and values; with H heads, the state of a block has U² / H numbers',
  }).extend({ heads: headsOption() });
}

/** Empty state of such a mixer. */
export function matrixState({ units: U, heads: H }: { units: number; heads: number }, batchSize: number) {
  return { matrix: zeros([batchSize, H, U / H, U / H]) };
}

/** Parameters of `decay`. */
export function decayParameters(inputs: number, heads: number): ParameterSpecification[] {
  return [
    kernel('decay_kernel', inputs, heads),
    { name: 'decay_bias', shape: [heads], initializer: stepBias },
    { name: 'decay_rate', shape: [heads], initializer: decayRates },
  ];
}

/**
 * Share of its state that each head keeps, as in Mamba 2 and Gated DeltaNet: exp(−e^a softplus(x)), [T, B, H] in (0, 1).
 *
 * @param x [T, B, H]: product of the inputs and `decay_kernel`, with its bias
 */
export function decay(x: Tensor3D, parameters: NetworkParameters): Tensor3D {
  const steps = softplus(x);
  return exp(neg(mul(steps, exp(parameters('decay_rate') as Tensor)))) as Tensor3D;
}
