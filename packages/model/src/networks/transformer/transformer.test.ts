import '@tensorflow/tfjs-backend-cpu';
import { env, setBackend, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { CharacterModel } from '../../character-model.ts';

beforeAll(async () => {
  env().set('IS_TEST', true); // no banner
  await setBackend('cpu');
});

it.each([
  { layers: 2, window: 3, convolutionSize: 2, sees: 6 },
  { layers: 2, window: 4, convolutionSize: 1, sees: 6 },
  { layers: 1, window: 5, convolutionSize: 4, sees: 7 },
])('sees its window and nothing beyond: %o', async ({ sees, ...options }) => {
  const model = CharacterModel.initialize(
    {
      network: 'transformer',
      embeddingSize: 8,
      embeddingRange: 1,
      units: 8,
      heads: 2,
      mlpSize: 8,
      ...options,
      vocabulary: ['a', 'b', 'c'],
    },
    { seed: 1 },
  );
  const length = 12;
  const read = async (changed: number) => {
    const ids = Int32Array.from({ length }, (_, t) => (t === changed ? 1 : (t % 2) * 2));
    const { logits } = model.forward(tensor2d(ids, [length, 1], 'int32'), model.zeroState(1));
    return (await logits.data()).slice(-3);
  };
  const plain = await read(-1);
  // The last character is at 11, so one `sees` before it is at 11 − sees.
  expect(await read(length - 1 - sees)).not.toEqual(plain);
  expect(await read(length - 2 - sees)).toEqual(plain);
});
