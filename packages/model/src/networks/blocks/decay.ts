import { exp, mul, neg, softplus, type Tensor, type Tensor3D } from '@tensorflow/tfjs-core';
import type { NetworkParameters, ParameterSpecification } from '../network.ts';
import { decayRates, stepBias } from './heads.ts';
import { kernel } from './initial-values.ts';

/** The parameters of `decay`. */
export function decayParameters(inputs: number, heads: number): ParameterSpecification[] {
  return [
    kernel('decay_kernel', inputs, heads),
    { name: 'decay_bias', shape: [heads], initializer: stepBias },
    { name: 'decay_rate', shape: [heads], initializer: decayRates },
  ];
}

/**
 * How much of its state each head keeps, as Mamba 2 and Gated DeltaNet have it: exp(−e^a softplus(x)), [T, B, H] in (0, 1).
 *
 * @param x [T, B, H]: the product of the inputs and `decay_kernel`, with its bias
 */
export function decay(x: Tensor3D, parameters: NetworkParameters): Tensor3D {
  const steps = softplus(x);
  return exp(neg(mul(steps, exp(parameters('decay_rate') as Tensor)))) as Tensor3D;
}
