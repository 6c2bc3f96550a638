import type { TestedNetwork } from './describe-network.ts';

const blocks = { embeddingSize: 7, embeddingRange: 1, units: 12, layers: 2, mlpSize: 5 };
/** Every network that there is, some with options that change what it computes. */
export const testedNetworks: readonly TestedNetwork[] = [
  { network: 'lstm', embeddingSize: 3, units: 4 },
  { network: 'gru', embeddingSize: 3, units: 4 },
  { network: 'rnn', embeddingSize: 3, units: 4 },
  { network: 'mingru', ...blocks, convolutionSize: 4 },
  { network: 'mingru', ...blocks, convolutionSize: 1 },
  { network: 'gated-deltanet', ...blocks, heads: 2, writeUpTo: 2 },
  { network: 'm2rnn', ...blocks, heads: 2 },
  { network: 'transformer', ...blocks, heads: 2, window: 3, convolutionSize: 2 },
];
