import { gatedDelta, silu } from '@longrange/ops';
import {
  mul,
  sigmoid,
  type Tensor,
  type Tensor1D,
  type Tensor3D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { setting } from '../../schema.ts';
import { blockNetwork } from '../blocks/block-network.ts';
import type { Mixer } from '../blocks/mixer.ts';
import { sharedByHeads } from '../blocks/mixer.ts';
import {
  attentionKernels,
  decay,
  decayParameters,
  headsOfLength,
  kernel,
  matrixOptions,
  matrixState,
  normalizeHeads,
  ones,
  projected,
} from '../blocks/parts.ts';

const options = matrixOptions()
  .extend({
    writeUpTo: setting(
      z.literal([1, 2]),
      1,
      'largest strength of a write; with 2, a write may negate what is kept, which allows parity to be learned',
    ),
  })
  .check(sharedByHeads());

type Options = z.output<typeof options>;

/**
 * Gated DeltaNet (Yang et al. 2024, arXiv 2412.06464; β up to 2: Grazzi et al. 2024, arXiv 2411.12537) in residual blocks: the state is a
 * matrix for each head, affine in the previous state, in which a key's old value is replaced by a new one.
 *
 *     q, k = silu(n W) / |silu(n W)|    v = silu(n W_v)    β = σ(n W_β)    α = exp(−e^a softplus(n W_α + b))
 *     S' = α (I − β k kᵀ) S + β k vᵀ    o = S'ᵀ q / √K
 */
const gatedDeltaMixer: Mixer<Options> = {
  summary: 'a fading matrix for each head, in which a new value replaces the old one of its key',

  parameters: ({ embeddingSize: E, units: U, heads: H }) => [
    ...attentionKernels(E, U),
    kernel('write_kernel', E, H),
    ...decayParameters(E, H),
    { name: 'head_norm', shape: [U / H], initializer: ones },
  ],

  initialState: matrixState,

  activations: ({ units: U, heads: H }) => 8 * U + 2 * H,

  mix(inputs, { options: { heads, units, writeUpTo }, parameters, state }) {
    const parts = projected(inputs, parameters, ['query', 'key', 'value', 'write'], ['decay']);
    const [query, key, value, write, kept] = parts as [Tensor3D, Tensor3D, Tensor3D, Tensor3D, Tensor3D];
    const { outputs, final } = gatedDelta(
      {
        queries: headsOfLength(silu(query), heads, 1 / Math.sqrt(units / heads)),
        keys: headsOfLength(silu(key), heads, 1),
        values: silu(value),
        keep: decay(kept, parameters),
        write: mul(sigmoid(write), writeUpTo) as Tensor3D,
      },
      state.matrix as Tensor4D,
    );
    const gain = parameters('head_norm') as Tensor as Tensor1D;
    return { outputs: normalizeHeads(outputs, heads, gain), final: { matrix: final } };
  },
};

export const gatedDeltanet = blockNetwork('gated-deltanet', 'Gated DeltaNet', options, gatedDeltaMixer);
