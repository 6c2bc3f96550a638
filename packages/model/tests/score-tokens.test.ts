import { describeEachEngine } from '@longrange/backend-simd/testing';
import { type CharacterModel, type ScoreOptions, scoreTokens, sumLosses } from '@longrange/model';
import { argMax, logSoftmax, memory, tensor2d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { tinyModel } from './tiny-model.ts';

/** One character after the other, from an empty state every `resetEvery` characters. */
async function scoreOneByOne(
  model: CharacterModel,
  ids: Int32Array,
  resetEvery = Infinity,
): Promise<number[]> {
  let state = model.zeroState(1);
  if (model.beginOfDocument !== null) {
    const scores: number[] = [];
    for (const [i, id] of ids.entries()) {
      const isEmpty = i % resetEvery === 0 || i === 0;
      if (isEmpty) state = model.zeroState(1);
      const before = isEmpty ? model.beginOfDocument : ids[i - 1]!;
      const step = model.forward(tensor2d([before], [1, 1], 'int32'), state);
      scores.push((await logSoftmax(step.logits).data())[id]!);
      state = step.state;
    }
    return scores;
  }
  const scores = ids.length === 0 ? [] : [-Math.log(5)];
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
    for (const beginOfDocument of [true, false]) await compare(tinyModel({ beginOfDocument }), options);
  });

  async function compare(model: CharacterModel, options: ScoreOptions): Promise<void> {
    const scores = await scoreTokens(model, sequences, options);
    for (const [index, ids] of sequences.entries()) {
      const expected = await scoreOneByOne(model, ids, options.resetEvery ?? undefined);
      expect(scores[index]).toHaveLength(ids.length);
      expected.forEach((value, i) => {
        expect(scores[index]![i]).toBeCloseTo(value, 5);
      });
    }
    const sums = await sumLosses(model, sequences, options);
    const predicted = scores.flatMap((values) => [...values].slice(model.beginOfDocument === null ? 1 : 0));
    expect(sums.characters).toBe(predicted.length);
    expect(sums.lossNats).toBeCloseTo(-predicted.reduce((sum, score) => sum + score, 0), 3);
  }

  it('gives the first character a probability that the beginning of a document decides', async () => {
    const model = tinyModel({ embeddingRange: 2 });
    const [first, other] = await scoreTokens(model, [Int32Array.of(1, 2), Int32Array.of(3, 2)]);
    const { logits } = model.forward(tensor2d([5], [1, 1], 'int32'), model.zeroState(1));
    const expected = logSoftmax(logits).dataSync();
    expect([first![0], other![0]]).toEqual([
      expect.closeTo(expected[1]!, 5),
      expect.closeTo(expected[3]!, 5),
    ]);
    expect(Math.abs(expected[1]! - expected[3]!)).toBeGreaterThan(1e-3);
  });

  it('counts hits as the arg max does', async () => {
    const model = tinyModel({ beginOfDocument: false });
    const ids = sequences[4]!;
    const read = tensor2d(ids.subarray(0, -1), [ids.length - 1, 1], 'int32');
    const best = argMax(model.forward(read, model.zeroState(1)).logits, 1).dataSync();
    const hits = best.filter((id, i) => id === ids[i + 1]).length;
    expect(await sumLosses(model, [ids], { chunk: 7 })).toMatchObject({ correct: hits, characters: 39 });
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
