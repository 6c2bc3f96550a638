import { matrixRecurrence } from '@longrange/ops';
import type { Tensor, Tensor1D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import { type Initializer, orthogonal } from '../../initializers.ts';
import { blockNetwork } from '../blocks/block-network.ts';
import type { Mixer } from '../blocks/mixer.ts';
import { sharedByHeads } from '../blocks/mixer.ts';
import {
  attentionKernels,
  decay,
  decayParameters,
  matrixOptions,
  matrixState,
  normalizeHeads,
  ones,
  projected,
} from '../blocks/parts.ts';

const options = matrixOptions().check(sharedByHeads());

type Options = z.output<typeof options>;

/** Orthogonal for each head, so that the recurrence neither shrinks nor grows a small state in any direction. */
const orthogonalHeads: Initializer = ([heads, rows, columns], random) => {
  const size = rows! * columns!;
  const values = new Float32Array(heads! * size);
  for (let head = 0; head < heads!; head++) values.set(orthogonal([rows!, columns!], random), head * size);
  return values;
};

/**
 * M²RNN (Mishra et al. 2026, arXiv 2603.14360) in residual blocks: the state is a matrix for each head, and not affine in the previous state.
 *
 *     q, k, v = n W    f = exp(−e^a softplus(n W_f + b))
 *     S' = f S + (1 − f) tanh(S W + k vᵀ)    o = S'ᵀ q
 *
 * The recurrent kernels begin orthogonal. Outputs are normalized head by head, so the scale of q does not matter.
 */
const matrixMixer: Mixer<Options> = {
  summary: 'a matrix for each head, which passes through a nonlinear layer at every character',

  parameters: ({ embeddingSize: E, units: U, heads: H }) => [
    ...attentionKernels(E, U),
    { name: 'recurrent_kernel', shape: [H, U / H, U / H], initializer: orthogonalHeads },
    ...decayParameters(E, H),
    { name: 'head_norm', shape: [U / H], initializer: ones },
  ],

  initialState: matrixState,

  activations: ({ units: U, heads: H }) => 5 * U + H,

  mix(inputs, { options: { heads }, parameters, state }) {
    const parts = projected(inputs, parameters, ['query', 'key', 'value'], ['decay']);
    const [queries, keys, values, kept] = parts as [Tensor3D, Tensor3D, Tensor3D, Tensor3D];
    const { outputs, final } = matrixRecurrence(
      { queries, keys, values, keep: decay(kept, parameters) },
      parameters('recurrent_kernel') as Tensor as Tensor3D,
      state.matrix as Tensor4D,
    );
    const gain = parameters('head_norm') as Tensor as Tensor1D;
    return { outputs: normalizeHeads(outputs, heads, gain), final: { matrix: final } };
  },
};

export const m2rnn = blockNetwork('m2rnn', 'M²RNN', options, matrixMixer);
