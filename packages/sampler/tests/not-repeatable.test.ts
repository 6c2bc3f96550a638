import {
  blockNetwork,
  blockOptions,
  CharacterModel,
  type Mixer,
  type ModelConfigInput,
  registerNetwork,
} from '@longrange/model';
import { linearScan } from '@longrange/ops';
import { sample } from '@longrange/sampler';
import { memory, onesLike, setBackend, type Tensor2D, tanh, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { registerEngines } from '../../backend-simd/src/testing/engines.ts';

beforeAll(registerEngines);

/** Adds what it sees; no engine has its tanh as a job. */
const sum: Mixer = {
  parameters: () => [],
  initialState: ({ units }, batchSize) => ({ sum: zeros([batchSize, units]) }),
  activations: () => 0,
  mix(inputs, { state }) {
    const { outputs, final } = linearScan(onesLike(inputs), tanh(inputs), state.sum as Tensor2D);
    return { outputs, final: { sum: final } };
  },
};
const options = blockOptions({ default: 6, meaning: 'sums' });
registerNetwork(blockNetwork('sum', 'sum', options, sum));

it('writes step by step where an engine cannot repeat a step by itself, and holds no memory', async () => {
  const write = async (engine: string) => {
    await setBackend(engine);
    const config = { network: 'sum', embeddingSize: 6, units: 6, layers: 2, vocabulary: ['\n', 'a', 'b'] };
    const model = CharacterModel.initialize(config as ModelConfigInput, { seed: 1 });
    const before = memory().numTensors;
    const texts = await sample(model, { length: 150, count: 2, seed: 2 });
    expect(model.canGenerate).toBe(false);
    expect(memory().numTensors).toBe(before);
    return texts.map(({ text }) => text);
  };
  const plain = await write('cpu');
  expect(new Set(plain[0]).size).toBe(3);
  expect(await write('simd')).toEqual(plain);
});
