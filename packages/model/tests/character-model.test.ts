import { describeEachEngine } from '@longrange/backend-simd/testing';
import { CharacterModel, disposeState, parameterSpecifications, scoreTokens } from '@longrange/model';
import { softmaxCrossEntropy } from '@longrange/ops';
import { matMul, type Rank, tensor1d, tensor2d, type Variable, zeros } from '@tensorflow/tfjs-core';
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
    expect(parameterSpecifications(model.config)).toHaveLength(9);
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

  it.each([
    ['gru', 'gru', 3, [2, 12]],
    ['rnn', 'simple_rnn', 1, [4]],
  ] as const)("names a %s's parameters as Keras does, biases zero", (cell, layerName, gates, biasShape) => {
    const model = tinyModel({ network: cell });
    const parameters = [...model.parameters].filter(([name]) => name.startsWith(layerName));
    expect(parameters.map(([name, { shape }]) => [name, shape])).toEqual([
      [`${layerName}/kernel`, [3, gates * 4]],
      [`${layerName}/recurrent_kernel`, [4, gates * 4]],
      [`${layerName}/bias`, biasShape],
      [`${layerName}_1/kernel`, [4, gates * 4]],
      [`${layerName}_1/recurrent_kernel`, [4, gates * 4]],
      [`${layerName}_1/bias`, biasShape],
    ]);
    expect(new Set(model.parameters.get(`${layerName}/bias`)!.dataSync())).toEqual(new Set([0]));
    const kernel = model.parameters.get(`${layerName}/recurrent_kernel`) as Variable<Rank.R2>;
    const product = matMul(kernel, kernel, false, true).dataSync();
    product.forEach((value, i) => {
      expect(value).toBeCloseTo(i % 5 === 0 ? 1 : 0, 6); // orthonormal rows: the diagonal of 4 × 4
    });
    model.dispose();
  });

  it('regularizes the dense kernel: l2 × Σ W²', async () => {
    const model = tinyModel({ l2: 0.25 });
    const kernel = await model.parameters.get('dense/kernel')!.data();
    const expected = 0.25 * [...kernel].reduce((total, value) => total + value * value, 0);
    expect((await model.regularizationLoss().data())[0]).toBeCloseTo(expected, 6);
  });
});
