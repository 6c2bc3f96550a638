import { describeEachEngine } from '@longrange/backend-simd/testing';
import { blockNetwork, blockOptions, type Mixer, registerNetwork } from '@longrange/model';
import { describeNetwork } from '@longrange/model/testing';
import { linearScan } from '@longrange/ops';
import {
  broadcastTo,
  matMul,
  mul,
  reshape,
  sigmoid,
  sub,
  type Tensor2D,
  type Tensor3D,
  zeros,
} from '@tensorflow/tfjs-core';
import * as runner from 'vitest';
import { uniformWithin } from '../src/initializers.ts';
import { networkNames } from '../src/networks/networks.ts';
import { testedNetworks } from '../src/testing/describe-network.ts';

const { expect, it } = runner;
const builtIn = networkNames();

/** The mixer of docs/guides/add-a-network.md. */
const averageMixer: Mixer = {
  parameters: ({ embeddingSize, units }) => [
    { name: 'input_kernel', shape: [embeddingSize, units], initializer: uniformWithin(0.5) },
    { name: 'rate', shape: [units], initializer: uniformWithin(2) },
  ],
  initialState: ({ units }, batchSize) => ({ average: zeros([batchSize, units]) }),
  activations: ({ units }) => 3 * units,
  mix(inputs, { parameters, state }) {
    const [T, B, E] = inputs.shape;
    const rows = matMul(reshape(inputs, [T * B, E]) as Tensor2D, parameters('input_kernel'));
    const keep = broadcastTo(sigmoid(parameters('rate')), [T, B, rows.shape[1]!]) as Tensor3D;
    const input = mul(sub(1, keep), reshape(rows, keep.shape)) as Tensor3D;
    const { outputs, final } = linearScan(keep, input, state.average as Tensor2D);
    return { outputs, final: { average: final } };
  },
};
const options = blockOptions({ default: 64, meaning: 'U: averages of each block' });
const network = blockNetwork('average', 'moving average', options, averageMixer);
registerNetwork(network);
const isWhole = process.env.LONGRANGE_WHOLE === '1';
const sizes = { layers: 2, embeddingSize: 7, embeddingRange: 1, units: 12, mlpSize: 5 };

it('tests every network that there is', () => {
  expect(new Set(testedNetworks.map((tested) => tested.network))).toEqual(new Set(builtIn));
});

describeEachEngine('networks, built in and from outside', (engine) => {
  // Finite differences are slowest on the plain backend, which the parity tests of operations compare with the others.
  const directions = isWhole ? 3 : engine === 'cpu' ? 0 : 1;
  for (const tested of [...testedNetworks, { network: 'average', ...sizes }])
    describeNetwork(tested, runner, directions);
});

it('is registered once, and takes no name that another has', () => {
  expect(() => registerNetwork(network)).not.toThrow();
  expect(() => registerNetwork({ ...network })).toThrow('a name that no network has, got `average`');
});
