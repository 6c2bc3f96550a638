import { describeEachEngine } from '@longrange/backend-simd/testing';
import { memory } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { encodeText, toyModel, toyText } from '../testing/toy.ts';
import { validate } from './validate.ts';

const { vocabulary, split } = encodeText(toyText(400));
const options = {
  batchSize: 4,
  microBatchSize: null,
  sequenceLength: 8,
  carryState: true,
  maxCharacters: null,
};

describeEachEngine('validate', () => {
  it('reads every character but the first of each stream, and leaks nothing', async () => {
    const model = toyModel(vocabulary);
    const tensors = memory().numTensors;
    expect(await validate(model, split.ids, options)).toMatchObject({ characters: 396 });
    expect(memory().numTensors).toBe(tensors);
    model.dispose();
  });

  it('starts each window from zero where training does', async () => {
    const model = toyModel(vocabulary);
    const windows = await validate(model, split.ids, { ...options, carryState: false });
    const carried = await validate(model, split.ids, options);
    let sum = 0;
    for (let stream = 0; stream < 400; stream += 100) {
      for (let start = 0; start < 99; start += 8) {
        const window = split.ids.subarray(stream + start, stream + Math.min(start + 8, 99) + 1);
        sum += (await validate(model, window, { ...options, batchSize: 1 })).lossNats;
      }
    }
    expect(windows.lossNats).toBeCloseTo(sum, 3);
    expect(Math.abs(windows.lossNats - carried.lossNats)).toBeGreaterThan(0.001);
    model.dispose();
  });

  it('reads the starts of all streams where it is bounded', async () => {
    const model = toyModel(vocabulary);
    const bounded = await validate(model, split.ids, { ...options, maxCharacters: 42 });
    const expected = await validate(model, split.ids, { ...options, maxCharacters: 44 });
    expect(bounded).toEqual(expected); // 11 of each of 4 streams
    expect(bounded.characters).toBe(44);
    model.dispose();
  });

  it('takes fewer streams of a text too short for all, down to two characters', async () => {
    const model = toyModel(vocabulary);
    expect((await validate(model, split.ids.subarray(0, 20), options)).characters).toBe(18); // 2 × 9
    expect((await validate(model, split.ids.subarray(0, 2), options)).characters).toBe(1);
    model.dispose();
  });

  it('gives a model without knowledge about log V', async () => {
    const model = toyModel(vocabulary);
    const { lossNats, characters } = await validate(model, split.ids, options);
    expect(Math.abs(lossNats / characters - Math.log(vocabulary.length))).toBeLessThan(0.15);
    model.dispose();
  });
});
