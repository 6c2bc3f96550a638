import { linearScan, updateGate } from '@longrange/ops';
import { type Tensor2D, zeros } from '@tensorflow/tfjs-core';
import { type Initializer, zeros as zeroValues } from '../../initializers.ts';
import { blockNetwork } from '../blocks/block-network.ts';
import type { Mixer } from '../blocks/mixer.ts';
import { blockOptions } from '../blocks/mixer.ts';
import { kernel, projected } from '../blocks/parts.ts';
import { SATURATED } from '../layers/cell.ts';

/** Spread evenly from −5 to 1, so that initially some units keep half of their state for a character or two, others for a hundred. */
const spreadBias: Initializer = ([units]) =>
  Float32Array.from({ length: units! }, (_, unit) => -5 + (6 * unit) / Math.max(1, units! - 1));

/**
 * minGRU (Feng et al. 2024, arXiv 2410.01201), with biases, in residual blocks: its gate sees only the input, so that the state is affine in
 * the previous state.
 *
 *     z = σ(n W_z + b_z)    h̃ = n W_h + b_h    h' = (1 − z) ⊙ h + z ⊙ h̃
 */
const minGruMixer: Mixer = {
  summary: 'gates see only the input, so that each state is a weighted mean of what came before',

  parameters: ({ embeddingSize: E, units: U }) => [
    kernel('update_kernel', E, U),
    { name: 'update_bias', shape: [U], initializer: spreadBias },
    kernel('candidate_kernel', E, U),
    { name: 'candidate_bias', shape: [U], initializer: zeroValues },
  ],

  initialState: ({ units }, batchSize) => ({ hidden: zeros([batchSize, units]) }),

  activations: ({ units }) => 4 * units,

  mix(inputs, { parameters, state }) {
    const [update, candidate] = projected(inputs, parameters, [], ['update', 'candidate']);
    const { keep, input } = updateGate(update!, candidate!);
    const { outputs, final } = linearScan(keep, input, state.hidden as Tensor2D);
    return { outputs, final: { hidden: final }, gates: keep };
  },

  inspect: {
    gates: [{ name: 'keep', block: 0, keepsState: true }],

    /** Keeps nothing, and fixes the candidate at the value. */
    clamp(parameters, { units }, unit, value) {
      for (const name of ['update_kernel', 'candidate_kernel']) {
        const weights = parameters(name);
        for (let at = unit; at < weights.length; at += units) weights[at] = 0;
      }
      parameters('update_bias')[unit] = SATURATED;
      parameters('candidate_bias')[unit] = value;
    },
  },
};

const options = blockOptions({ default: 256, meaning: 'U: size of the state of each block' });

export const mingru = blockNetwork('mingru', 'minGRU', options, minGruMixer);
