import { describeEachEngine } from '@longrange/backend-simd/testing';
import { describeNetwork, type TestedNetwork } from '@longrange/model/testing';
import * as runner from 'vitest';
import { networkNames } from '../src/networks/networks.ts';

const blocks = { embeddingSize: 7, embeddingRange: 1, units: 12, layers: 2, mlpSize: 5 };
const networks: readonly TestedNetwork[] = [
  { network: 'lstm', embeddingSize: 3, units: 4 },
  { network: 'gru', embeddingSize: 3, units: 4 },
  { network: 'rnn', embeddingSize: 3, units: 4 },
  { network: 'mingru', ...blocks, convolutionSize: 4 },
  { network: 'mingru', ...blocks, convolutionSize: 1 },
  { network: 'gated-deltanet', ...blocks, heads: 2, writeUpTo: 2 },
  { network: 'm2rnn', ...blocks, heads: 2 },
  { network: 'transformer', ...blocks, heads: 2, window: 3, convolutionSize: 2 },
];

const { expect, it } = runner;

it('tests every network that there is', () => {
  expect(new Set(networks.map(({ network }) => network))).toEqual(new Set(networkNames()));
});

describeEachEngine('networks', () => {
  for (const network of networks) describeNetwork(network, runner);
});
