import { describeEachEngine } from '@longrange/backend-simd/testing';
import { describeNetwork } from '@longrange/model/testing';
import * as runner from 'vitest';
import { networkNames } from '../src/networks/networks.ts';
import { testedNetworks } from '../src/testing/tested-networks.ts';

const { expect, it } = runner;

// Another file of tests registers one of its own.
const builtIn = networkNames().filter((name) => name !== 'average');

it('tests every network that there is', () => {
  expect(new Set(testedNetworks.map(({ network }) => network))).toEqual(new Set(builtIn));
});

describeEachEngine('networks', () => {
  for (const network of testedNetworks) describeNetwork(network, runner);
});
