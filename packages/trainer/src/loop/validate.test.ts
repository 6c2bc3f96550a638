import { describeFastEngines } from '@longrange/backend-simd/testing';
import { memory } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { encodeText, toyModel, toyText } from '../testing/toy.ts';
import { type ValidationOptions, validate } from './validate.ts';

// Ten documents of 40 characters.
const { vocabulary, split } = encodeText(toyText(400), 40);
const options: ValidationOptions = {
  batchSize: 4,
  microBatchSize: null,
  resetEvery: null,
  sequenceLength: 8,
  initialState: 'carried',
  maxCharacters: null,
};

describeFastEngines('validate', () => {
  it('reads each document from an empty state, and each sequence where training does', async () => {
    const model = toyModel(vocabulary, { embeddingRange: 1 });
    const sumOver = async (length: number): Promise<number> => {
      let sum = 0;
      for (let start = 0; start < 400; start += length) {
        const ids = split.ids.subarray(start, start + length);
        const alone = { ids, documents: [{ path: '', start: 0, end: length }] };
        sum += (await validate(model, alone, options)).lossNats;
      }
      return sum;
    };
    const carried = await validate(model, split, options);
    const zero = await validate(model, split, { ...options, initialState: 'zero' });
    expect(carried.lossNats).toBeCloseTo(await sumOver(40), 3);
    expect(zero.lossNats).toBeCloseTo(await sumOver(8), 3);
    expect(Math.abs(zero.lossNats - carried.lossNats)).toBeGreaterThan(0.01);
    model.dispose();
  });

  it('reads whole documents where it is bounded, the last one cut to fit, the same each time; leaks nothing', async () => {
    const model = toyModel(vocabulary, { embeddingRange: 1 });
    const tensors = memory().numTensors;
    const bounded = { ...options, maxCharacters: 100 };
    const first = await validate(model, split, bounded);
    expect(first.characters).toBe(100);
    expect(await validate(model, split, bounded)).toEqual(first);
    // 40 + 40 + 20: the third document adds what its first 20 characters cost.
    const ofTwo = await validate(model, split, { ...options, maxCharacters: 80 });
    const losses = await Promise.all(
      split.documents.map(async ({ start }) => {
        const document = { path: '', start, end: start + 20 };
        return (await validate(model, { ids: split.ids, documents: [document] }, options)).lossNats;
      }),
    );
    const third = first.lossNats - ofTwo.lossNats;
    expect(losses.some((loss) => Math.abs(loss - third) < 1e-3)).toBe(true);
    const nothing = { ids: new Uint8Array(), documents: [] };
    expect(await validate(model, nothing, options)).toEqual({ lossNats: 0, correct: 0, characters: 0 });
    expect(memory().numTensors).toBe(tensors);
    model.dispose();
  });
});
