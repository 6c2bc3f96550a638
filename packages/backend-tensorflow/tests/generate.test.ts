import '@tensorflow/tfjs-backend-cpu';
import { CharacterModel } from '@longrange/model';
import { sample } from '@longrange/sampler';
import { enableProdMode, mul, setBackend, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerTensorFlowBackend } from '../src/index.ts';
import { countOperations, testedDevice } from './testing/count-operations.ts';

let operations: () => number;

beforeAll(async () => {
  enableProdMode();
  await registerTensorFlowBackend({ device: testedDevice, threads: 2 });
  operations = await countOperations();
});

const vocabulary = [...'\n ()abcdefghij=:+'];

/** Weights are large enough that choices differ; not those of an RNN's recurrence, which would make much of a rounding. */
function modelOf(cell: 'lstm' | 'gru' | 'rnn', layers: number): CharacterModel {
  const model = CharacterModel.initialize(
    { network: cell, layers, units: 24, embeddingSize: 8, vocabulary },
    { seed: 5 },
  );
  for (const [name, parameter] of model.parameters) {
    if (cell !== 'rnn' || !name.includes('recurrent')) tidy(() => parameter.assign(mul(parameter, 2)));
  }
  return model;
}

/** Operations for one character: of an LSTM's first layer, of each other, and for all others the dense layer and its bias. */
const most = { lstm: [2, 1], gru: [12, 13], rnn: [5, 6] } as const;

describe.each(['lstm', 'gru', 'rnn'] as const)('%s', (cell) => {
  it.each([
    [1, { temperature: 0.8 }],
    [2, { temperature: 1.2, topK: 7 }],
    [2, { temperature: 1, topP: 0.8 }],
    [3, { temperature: 0 }],
  ])('%i layers write what the CPU backend writes, with few operations: %o', async (layers, choice) => {
    const options = { ...choice, prompts: ['ab', '(', 'ab(c', ''], length: 80, seed: 3 };
    const textsOn = async (backend: string) => {
      await setBackend(backend);
      const model = modelOf(cell, layers);
      const before = operations();
      const samples = await sample(model, options);
      model.dispose();
      return { texts: samples.map(({ text }) => text), operations: operations() - before };
    };
    const expected = await textsOn('cpu');
    const actual = await textsOn('tensorflow');
    expect(actual.texts).toEqual(expected.texts);
    expect(new Set(actual.texts).size).toBeGreaterThan(1);
    const [first, other] = most[cell];
    // What prepares the call, and reads the prompts.
    const once = 600;
    expect(actual.operations).toBeLessThan(80 * (first + (layers - 1) * other + 2) + once);
  });
});

it('writes nothing from where a logit is not finite', async () => {
  await setBackend('tensorflow');
  const model = modelOf('lstm', 1);
  const kernel = model.parameters.get('dense/kernel')!;
  tidy(() => kernel.assign(mul(kernel, Number.NaN)));
  await expect(sample(model, { length: 5 })).rejects.toMatchObject({ code: 'SAMPLE_NON_FINITE' });
  model.dispose();
});
