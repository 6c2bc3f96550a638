import { describeEachEngine } from '@longrange/backend-simd/testing';
import { CharacterModel, scoreTokens } from '@longrange/model';
import { disposeState } from '@longrange/model/internal';
import { softmaxCrossEntropy } from '@longrange/ops';
import { tensor1d, tensor2d, zeros } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { tinyModel } from './tiny-model.ts';

describeEachEngine('CharacterModel', () => {
  it("has Keras' parameters in Keras' order", () => {
    const model = CharacterModel.initialize(
      {
        vocabulary: Array.from({ length: 97 }, (_, i) => String.fromCharCode(32 + i)),
        beginOfDocument: false,
      },
      { seed: 1 },
    );
    expect([...model.parameters].map(([name, { shape }]) => [name, shape])).toEqual([
      ['embedding/embeddings', [97, 64]],
      ['lstm/kernel', [64, 1024]],
      ['lstm/recurrent_kernel', [256, 1024]],
      ['lstm/bias', [1024]],
      ['lstm_1/kernel', [256, 1024]],
      ['lstm_1/recurrent_kernel', [256, 1024]],
      ['lstm_1/bias', [1024]],
      ['dense/kernel', [256, 97]],
      ['dense/bias', [97]],
    ]);
    expect(model.parameterCount).toBe(885_153);
    model.dispose();
  });

  it('says when it was disposed of', async () => {
    const model = tinyModel();
    const state = model.zeroState(1);
    const tokens = tensor2d([0], [1, 1], 'int32');
    model.dispose();
    const disposed = { code: 'MODEL_DISPOSED' };
    expect(() => model.forward(tokens, state)).toThrow(expect.objectContaining(disposed));
    await expect(model.values()).rejects.toMatchObject(disposed);
    await expect(scoreTokens(model, [Int32Array.of(0)])).rejects.toMatchObject(disposed);
    tokens.dispose();
    disposeState(state);
  });

  it('embeds the beginning of a document as one character more, and never predicts it', () => {
    const [with_, without] = [tinyModel(), tinyModel({ beginOfDocument: false })];
    expect([with_.beginOfDocument, without.beginOfDocument]).toEqual([5, null]);
    expect(with_.parameterCount - without.parameterCount).toBe(3);
    const read = tensor2d([5, 1], [2, 1], 'int32');
    expect(with_.forward(read, with_.zeroState(1)).logits.shape).toEqual([2, 5]);
    expect(() => without.forward(read, without.zeroState(1))).toThrow('to be in [0, 5), got 5 at [0, 0]');
    expect(() => with_.forward(tensor2d([6], [1, 1], 'int32'), with_.zeroState(1))).toThrow('[0, 6), got 6');
    expect(() => softmaxCrossEntropy(zeros([1, 5]), tensor1d([5], 'int32'))).toThrow('got 5 at [0]');
    for (const model of [with_, without]) model.dispose();
  });
});
