import { describeEachEngine } from '@longrange/backend-simd/testing';
import { type CharacterModel, scoreTokens } from '@longrange/model';
import { logSoftmax, memory, tensor2d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { tinyModel } from './tiny-model.ts';

/** One character after the other, from a zero state every `resetEvery` inputs. */
async function scoreOneByOne(
  model: CharacterModel,
  ids: Int32Array,
  resetEvery = Infinity,
): Promise<number[]> {
  const scores = ids.length === 0 ? [] : [-Math.log(5)];
  let state = model.zeroState(1);
  for (let i = 0; i + 1 < ids.length; i++) {
    if (i % resetEvery === 0) state = model.zeroState(1);
    const step = model.forward(tensor2d([ids[i]!], [1, 1], 'int32'), state);
    scores.push((await logSoftmax(step.logits).data())[ids[i + 1]!]!);
    state = step.state;
  }
  return scores;
}

const sequences = [17, 0, 1, 2, 40, 5, 5, 9, 33, 3].map((length, sequence) =>
  Int32Array.from({ length }, (_, i) => (i * i + 3 * sequence + i) % 5),
);

describeEachEngine('scoreTokens', () => {
  it.each([
    { batchSize: 64, chunk: 128 },
    { batchSize: 3, chunk: 7 },
    { batchSize: 1, chunk: 1 },
    { batchSize: 4, chunk: 10, resetEvery: 6 },
    { batchSize: 2, chunk: 4, resetEvery: 1 },
  ])('gives what reading one by one gives: %o', async (options) => {
    const model = tinyModel();
    const scores = await scoreTokens(model, sequences, options);
    for (const [index, ids] of sequences.entries()) {
      const expected = await scoreOneByOne(model, ids, options.resetEvery);
      expect(scores[index]).toHaveLength(ids.length);
      expected.forEach((value, i) => {
        expect(scores[index]![i]).toBeCloseTo(value, 5);
      });
    }
  });

  it('keeps no tensors and reports all characters', async () => {
    const model = tinyModel();
    const before = memory().numTensors;
    const progress: number[] = [];
    await scoreTokens(model, sequences, {
      batchSize: 3,
      chunk: 5,
      onProgress: ({ characters, total }) => progress.push(characters / total),
    });
    expect(memory().numTensors).toBe(before);
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    await scoreTokens(model, []);
    expect(memory().numTensors).toBe(before);
  });

  it('takes ids in any width', async () => {
    const model = tinyModel();
    const [wide, narrow] = [Int32Array.of(1, 2, 3, 4, 0), Uint8Array.of(1, 2, 3, 4, 0)];
    expect(await scoreTokens(model, [wide])).toEqual(await scoreTokens(model, [narrow]));
  });

  it('stops when told to, without leaking', async () => {
    const model = tinyModel();
    const before = memory().numTensors;
    const controller = new AbortController();
    const reason = new Error('enough');
    const work = scoreTokens(model, sequences, {
      batchSize: 1,
      chunk: 2,
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(work).rejects.toBe(reason);
    expect(memory().numTensors).toBe(before);
  });

  it('refuses ids outside the vocabulary and unknown options', async () => {
    const model = tinyModel();
    await expect(scoreTokens(model, [Int32Array.of(0, 1), Int32Array.of(2, 5)])).rejects.toMatchObject({
      code: 'SCORE_TOKEN',
      message: expect.stringContaining('below 5, got 5 at position 1 of sequence 1'),
    });
    await expect(scoreTokens(model, [], { batchsize: 3 } as object)).rejects.toMatchObject({
      code: 'SCORE_OPTIONS',
      message: expect.stringContaining('Did you mean `batchSize`'),
    });
  });
});
