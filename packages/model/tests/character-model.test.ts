import { describeEachEngine } from '@longrange/backend-simd/testing';
import {
  CharacterModel,
  disposeState,
  type ModelState,
  parameterSpecifications,
  scoreTokens,
  stateTensors,
} from '@longrange/model';
import { softmaxCrossEntropy } from '@longrange/ops';
import {
  add,
  concat,
  matMul,
  memory,
  mul,
  type Rank,
  type Scalar,
  sum,
  type Tensor2D,
  tensor,
  tensor1d,
  tensor2d,
  tidy,
  type Variable,
  variableGrads,
  zeros,
} from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { tinyModel } from './tiny-model.ts';

const cells = ['lstm', 'gru', 'rnn'] as const;
/** Tensors of a layer's state. */
const stateParts = (cell: (typeof cells)[number]): number => (cell === 'lstm' ? 2 : 1);

const tokensOf = (ids: number[], B: number): Tensor2D => tensor2d(ids, [ids.length / B, B], 'int32');
const ids = [0, 1, 2, 3, 4, 0, 1, 3, 2, 4, 4, 1];

async function stateValues(state: ModelState): Promise<number[]> {
  const parts = await Promise.all([...stateTensors(state).values()].map((tensor) => tensor.data()));
  return parts.flatMap((part) => [...part]);
}

async function finiteDifferences(parameter: Variable, loss: () => Scalar): Promise<number[]> {
  const values = Float32Array.from(await parameter.data());
  const at = async (index: number, offset: number) => {
    const moved = Float32Array.from(values);
    moved[index]! += offset;
    tidy(() => parameter.assign(tensor(moved, parameter.shape)));
    return (await loss().data())[0]!;
  };
  const step = 1e-2;
  const result: number[] = [];
  for (let i = 0; i < values.length; i++)
    result.push(((await at(i, step)) - (await at(i, -step))) / (2 * step));
  tidy(() => parameter.assign(tensor(values, parameter.shape)));
  return result;
}

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

  it.each(cells)('%s: makes a token table and nothing besides', (cell) => {
    const model = tinyModel({ network: cell });
    const before = memory().numTensors;
    model.tokenTable().dispose();
    expect(memory().numTensors).toBe(before);
    model.dispose();
  });

  it('starts from the same bits for the same seed', async () => {
    const read = async (seed: number) => {
      const model = tinyModel({}, seed);
      const values = await Promise.all([...model.parameters.values()].map((parameter) => parameter.data()));
      model.dispose();
      return values;
    };
    expect(await read(1)).toEqual(await read(1));
    expect((await read(1))[2]).not.toEqual((await read(2))[2]);
  });

  it.each(cells)('%s carries its state: two halves give what the whole gives', async (cell) => {
    const model = tinyModel({ network: cell });
    const whole = model.forward(tokensOf(ids, 2), model.zeroState(2));
    const first = model.forward(tokensOf(ids.slice(0, 4), 2), model.zeroState(2));
    const second = model.forward(tokensOf(ids.slice(4), 2), first.state);
    const halves = await concat([first.logits, second.logits]).data();
    const expected = await whole.logits.data();
    halves.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 6);
    });
    const [got, wanted] = [await stateValues(second.state), await stateValues(whole.state)];
    expect(got).toHaveLength(2 * stateParts(cell) * 2 * 4);
    got.forEach((value, i) => {
      expect(value).toBeCloseTo(wanted[i]!, 6);
    });
  });

  it('reads each row of a batch by itself', async () => {
    const model = tinyModel();
    const both = await model.forward(tokensOf(ids, 2), model.zeroState(2)).logits.data();
    const alone = model.forward(
      tokensOf(
        ids.filter((_, i) => i % 2 === 1),
        1,
      ),
      model.zeroState(1),
    );
    const values = await alone.logits.data();
    values.forEach((value, i) => {
      const [t, v] = [Math.floor(i / 5), i % 5];
      expect(value).toBeCloseTo(both[(t * 2 + 1) * 5 + v]!, 6);
    });
  });

  it('drops out only with a seed, the same for the same seed', async () => {
    const model = tinyModel({ dropout: 0.5, units: 32 });
    const run = async (dropoutSeed?: number) =>
      model
        .forward(tokensOf(ids, 2), model.zeroState(2), dropoutSeed === undefined ? {} : { dropoutSeed })
        .logits.data();
    expect(await run()).toEqual(await run());
    expect(await run(5)).toEqual(await run(5));
    expect(await run(5)).not.toEqual(await run(6));
    expect(await run(5)).not.toEqual(await run());
  });

  it.each(cells)('%s: every parameter gets the gradient that finite differences give', async (cell) => {
    const model = tinyModel({ network: cell, l2: 0.1 });
    const tokens = tokensOf(ids, 2);
    const weights = tensor2d(
      Array.from({ length: 60 }, (_, i) => Math.sin(i)),
      [12, 5],
    );
    const loss = (): Scalar =>
      tidy(() => {
        const { logits } = model.forward(tokens, model.zeroState(2), { dropoutSeed: 3 });
        return add(sum(mul(logits, weights)), model.regularizationLoss()) as Scalar;
      });
    const { grads } = variableGrads(loss, [...model.parameters.values()]);
    for (const [name, parameter] of model.parameters) {
      const gradient = (await grads[parameter.name]!.data()) as Float32Array;
      const expected = await finiteDifferences(parameter, loss);
      const scale = Math.max(...expected.map(Math.abs));
      expect(scale, name).toBeGreaterThan(1e-3);
      gradient.forEach((value, i) => {
        // Differences of float32 losses of about 1 over steps of 2 × 1e-2 err by 1e-5 and by the third derivative.
        expect(Math.abs(value - expected[i]!), `${name}[${i}]`).toBeLessThan(2e-3 * Math.max(scale, 0.1));
      });
    }
  });

  it('regularizes the dense kernel: l2 × Σ W²', async () => {
    const model = tinyModel({ l2: 0.25 });
    const kernel = await model.parameters.get('dense/kernel')!.data();
    const expected = 0.25 * [...kernel].reduce((total, value) => total + value * value, 0);
    expect((await model.regularizationLoss().data())[0]).toBeCloseTo(expected, 6);
  });

  it.each(cells)('%s leaks nothing', (cell) => {
    const before = memory().numTensors;
    const model = tinyModel({ network: cell });
    const tokens = tokensOf(ids, 2);
    const state = model.zeroState(2);
    const held = memory().numTensors;
    expect(held - before).toBe(9 + 1 + 2 * stateParts(cell));
    const result = model.forward(tokens, state, { dropoutSeed: 1 });
    expect(memory().numTensors - held).toBe(1 + 2 * stateParts(cell));
    result.logits.dispose();
    disposeState(result.state);
    disposeState(state);
    tokens.dispose();
    model.dispose();
    expect(memory().numTensors).toBe(before);
  });
});
