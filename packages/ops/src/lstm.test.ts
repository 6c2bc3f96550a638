import '@tensorflow/tfjs-backend-cpu';
import {
  add,
  concat,
  env,
  grads,
  matMul,
  memory,
  mul,
  ready,
  reshape,
  type Scalar,
  setBackend,
  slice,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tensor,
  tidy,
  transpose,
  type Variable,
  variableGrads,
  zeros,
} from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { composedLstm, composedLstmFromTokens, lstm, lstmFromTokens } from './index.ts';
import type { LstmResult } from './lstm-state.ts';
import { expectClose, lstmCase, uniformTensor } from './testing.ts';

beforeAll(async () => {
  env().set('IS_TEST', true); // no banner, and TensorFlow.js checks that no kernel leaks data
  await setBackend('cpu');
  await ready();
});

/** A scalar that depends on every output in its own way. */
function weighted({ outputs, final }: LstmResult): Scalar {
  const [T, B, H] = outputs.shape;
  return add(
    sum(mul(outputs, uniformTensor([T, B, H], 21))),
    add(sum(mul(final.hidden, uniformTensor([B, H], 22))), sum(mul(final.cell, uniformTensor([B, H], 23)))),
  ) as Scalar;
}

describe.each([
  { T: 1, B: 1, H: 4 },
  { T: 5, B: 3, H: 6 },
  { T: 9, B: 2, H: 8 },
])('lstm, T=$T B=$B H=$H', ({ T, B, H }) => {
  it('equals its composition of TensorFlow.js ops, in outputs, final state and every gradient', () => {
    const { preactivations, recurrentKernel, hidden, cell } = lstmCase(T, B, H);
    const loss = (op: typeof lstm) => (x: Tensor, u: Tensor, h: Tensor, c: Tensor) =>
      weighted(op(x as Tensor3D, u as Tensor2D, { hidden: h as Tensor2D, cell: c as Tensor2D }));
    const inputs = [preactivations, recurrentKernel, hidden, cell];
    const fused = lstm(preactivations, recurrentKernel, { hidden, cell });
    const composed = composedLstm(preactivations, recurrentKernel, { hidden, cell });
    expectClose(fused.outputs, composed.outputs);
    expectClose(fused.final.hidden, composed.final.hidden);
    expectClose(fused.final.cell, composed.final.cell);
    const expected = grads(loss(composedLstm))(inputs);
    grads(loss(lstm))(inputs).forEach((gradient, i) => {
      expectClose(gradient, expected[i]!);
    });
  });

  it('from tokens equals the composition with a gather, gradients too', () => {
    const { tokens, table, recurrentKernel, hidden, cell } = lstmCase(T, B, H);
    const loss = (op: typeof lstmFromTokens) => (e: Tensor, u: Tensor, h: Tensor, c: Tensor) =>
      weighted(op(tokens, e as Tensor2D, u as Tensor2D, { hidden: h as Tensor2D, cell: c as Tensor2D }));
    const inputs = [table, recurrentKernel, hidden, cell];
    const expected = grads(loss(composedLstmFromTokens))(inputs);
    grads(loss(lstmFromTokens))(inputs).forEach((gradient, i) => {
      expectClose(gradient, expected[i]!);
    });
  });
});

describe('lstm', () => {
  it('has the gradients of finite differences', () => {
    const { preactivations, recurrentKernel, hidden, cell } = lstmCase(4, 2, 3);
    const loss = (x: Tensor, u: Tensor, h: Tensor, c: Tensor) =>
      weighted(lstm(x as Tensor3D, u as Tensor2D, { hidden: h as Tensor2D, cell: c as Tensor2D }));
    const inputs = [preactivations, recurrentKernel, hidden, cell];
    const gradients = grads(loss)(inputs);
    const epsilon = 1e-2; // float32 sums: smaller steps drown in rounding; the central difference errs by ε²
    inputs.forEach((input, position) => {
      const at = (index: number, change: number) => {
        const shifted = input.dataSync().slice();
        shifted[index]! += change;
        const changed = inputs.map((t, i) => (i === position ? tensor(shifted, t.shape) : t));
        return loss(changed[0]!, changed[1]!, changed[2]!, changed[3]!).dataSync()[0]!;
      };
      const numeric = Float32Array.from(
        { length: input.size },
        (_, index) => (at(index, epsilon) - at(index, -epsilon)) / (2 * epsilon),
      );
      expectClose(gradients[position]!, numeric, 1e-3);
    });
  });

  it('equals tf.layers.lstm of plain TensorFlow.js (tanh, sigmoid, unit forget bias), gradients too', () => {
    const [T, B, I, H] = [6, 3, 5, 4];
    const layer = layers.layers.lstm({
      units: H,
      activation: 'tanh',
      recurrentActivation: 'sigmoid',
      unitForgetBias: true,
      recurrentInitializer: 'glorotUniform',
      returnSequences: true,
    });
    const x = uniformTensor<Tensor3D>([B, T, I], 31);
    layer.apply(x);
    const variables = layer.trainableWeights.map((weight) => weight.read() as Variable);
    const [kernel, recurrentKernel, bias] = variables as unknown as [Tensor2D, Tensor2D, Tensor];
    expect(Array.from(bias.dataSync())).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    const weights = uniformTensor([B, T, H], 32);
    const plain = (input: Tensor) => sum(mul(layer.apply(input) as Tensor, weights)) as Scalar;
    const ours = (input: Tensor, w: Tensor, u: Tensor, b: Tensor) => {
      const timeMajor = reshape(transpose(input, [1, 0, 2]), [T * B, I]);
      const preactivations = reshape(add(matMul(timeMajor, w), b), [T, B, 4 * H]) as Tensor3D;
      const initial = { hidden: zeros([B, H]) as Tensor2D, cell: zeros([B, H]) as Tensor2D };
      const { outputs } = lstm(preactivations, u as Tensor2D, initial);
      return sum(mul(transpose(outputs, [1, 0, 2]), weights)) as Scalar;
    };
    expectClose(ours(x, kernel, recurrentKernel, bias), plain(x));
    const byVariable = variableGrads(() => plain(x), variables).grads;
    const expected = [grads(plain)([x])[0]!, ...variables.map(({ name }) => byVariable[name]!)];
    grads(ours)([x, kernel, recurrentKernel, bias]).forEach((gradient, i) => {
      expectClose(gradient, expected[i]!);
    });
  });

  it('carries its state: two halves equal the whole', () => {
    const { preactivations, recurrentKernel, hidden, cell } = lstmCase(8, 2, 4);
    const whole = lstm(preactivations, recurrentKernel, { hidden, cell });
    const first = lstm(slice(preactivations, [0, 0, 0], [3, 2, 16]), recurrentKernel, { hidden, cell });
    const second = lstm(slice(preactivations, [3, 0, 0], [5, 2, 16]), recurrentKernel, first.final);
    expectClose(concat([first.outputs, second.outputs], 0), whole.outputs, 1e-6);
    expectClose(second.final.cell, whole.final.cell, 1e-6);
  });

  it('leaves nothing behind but its results', () => {
    const { preactivations, recurrentKernel, hidden, cell } = lstmCase(3, 2, 4);
    const before = memory().numTensors;
    lstm(preactivations, recurrentKernel, { hidden, cell });
    expect(memory().numTensors - before).toBe(3);
    const between = memory().numTensors;
    tidy(() => {
      grads((u: Tensor) => weighted(lstm(preactivations, u as Tensor2D, { hidden, cell })))([
        recurrentKernel,
      ]);
    });
    expect(memory().numTensors).toBe(between);
  });

  it('names the tensor whose shape is wrong', () => {
    const { preactivations, recurrentKernel, hidden } = lstmCase(3, 2, 4);
    const cell = zeros([2, 5]) as Tensor2D;
    expect(() => lstm(preactivations, recurrentKernel, { hidden, cell })).toThrow(
      'lstm: expected `initial.cell` to be float32 [2, 4], got float32 [2, 5].',
    );
  });
});
