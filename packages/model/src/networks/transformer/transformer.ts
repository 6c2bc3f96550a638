import { type AttentionCache, windowAttention } from '@longrange/ops';
import { zeros } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { setting } from '../../schema.ts';
import { blockNetwork } from '../blocks/block-network.ts';
import type { Mixer } from '../blocks/mixer.ts';
import { blockOptions, headsOption, sharedByHeads } from '../blocks/mixer.ts';
import { attentionKernels, projected } from '../blocks/parts.ts';

const options = blockOptions({ default: 192, meaning: 'U: width of queries, keys and values' })
  .extend({
    heads: headsOption(2),
    window: setting(
      z.int().min(2),
      128,
      'w: characters that each block attends to, including the current one; with convolutions of c, L blocks see L (w + c − 2) characters back',
    ),
  })
  .check(sharedByHeads(2));

type Options = z.output<typeof options>;

/**
 * Transformer (Vaswani et al. 2017) with a sliding window and rotary positions (Su et al. 2021, arXiv 2104.09864) in residual blocks: the
 * control whose window is known. Each block attends to the last w characters; L blocks with convolutions of c see exactly L (w + c − 2)
 * characters before the current one.
 *
 *     q, k, v = n W    o = softmax(q kᵀ / √K over the window) v
 */
const attentionMixer: Mixer<Options> = {
  summary: 'attention to a fixed window of characters; the control whose memory is known',

  parameters: ({ embeddingSize, units }) => attentionKernels(embeddingSize, units),

  initialState: ({ units, window }, batchSize) => ({
    keys: zeros([batchSize, window - 1, units]),
    values: zeros([batchSize, window - 1, units]),
    filled: zeros([batchSize, 1]),
  }),

  activations: ({ units }) => 4 * units,

  mix(inputs, { options: { heads, window }, parameters, state }) {
    const parts = projected(inputs, parameters, ['query', 'key', 'value']);
    const [queries, keys, values] = parts as [typeof inputs, typeof inputs, typeof inputs];
    return windowAttention({ queries, keys, values }, { heads, window }, state as unknown as AttentionCache);
  },
};

export const transformer = blockNetwork('transformer', 'transformer', options, attentionMixer);
