import { exp, mul, neg, softplus, type Tensor, type Tensor3D } from '@tensorflow/tfjs-core';
import type { NetworkParameters, ParameterSpecification } from '../network.ts';
import { projectSequence } from '../project.ts';
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

/** How much of its state each head keeps, as Mamba 2 and Gated DeltaNet have it: exp(−e^a softplus(n W + b)), [T, B, H] in (0, 1). */
export function decay(inputs: Tensor3D, parameters: NetworkParameters): Tensor3D {
  const steps = softplus(projectSequence(inputs, parameters('decay_kernel'), parameters('decay_bias')));
  return exp(neg(mul(steps, exp(parameters('decay_rate') as Tensor)))) as Tensor3D;
}
