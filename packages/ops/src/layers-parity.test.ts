import '@tensorflow/tfjs-backend-cpu';
import {
  add,
  env,
  grads,
  matMul,
  mul,
  ready,
  reshape,
  type Scalar,
  setBackend,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  transpose,
  type Variable,
  variableGrads,
  zeros,
} from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, it } from 'vitest';
import { gru, lstm, rnn } from './index.ts';
import { expectClose, uniformTensor } from './testing/index.ts';

beforeAll(async () => {
  env().set('IS_TEST', true);
  await setBackend('cpu');
  await ready();
});

const [T, B, I] = [6, 3, 5];

/** Ours on pre-activations, from a zero state: outputs [T, B, H]. */
type Op = (preactivations: Tensor3D, recurrentKernel: Tensor2D, hidden: Tensor2D) => Tensor3D;

/** Holds `op` to a layer of plain TensorFlow.js with random weights: outputs, gradients by inputs and by every weight. */
function expectSameAsLayer(layer: layers.RNN, H: number, op: Op): void {
  const x = uniformTensor<Tensor3D>([B, T, I], 31);
  layer.apply(x);
  layer.setWeights(layer.getWeights().map((weight, i) => uniformTensor(weight.shape, 33 + i, 0.8)));
  const variables = layer.trainableWeights.map((weight) => weight.read() as Variable);
  const weights = uniformTensor([B, T, H], 32);
  const plain = (input: Tensor) => sum(mul(layer.apply(input) as Tensor, weights)) as Scalar;
  const ours = (input: Tensor, w: Tensor, u: Tensor, b: Tensor) => {
    const timeMajor = reshape(transpose(input, [1, 0, 2]), [T * B, I]);
    const preactivations = reshape(add(matMul(timeMajor, w), b), [T, B, w.shape[1]!]) as Tensor3D;
    const outputs = op(preactivations, u as Tensor2D, zeros([B, H]));
    return sum(mul(transpose(outputs, [1, 0, 2]), weights)) as Scalar;
  };
  const [kernel, recurrentKernel, bias] = variables as unknown as [Tensor, Tensor, Tensor];
  expectClose(ours(x, kernel, recurrentKernel, bias), plain(x));
  const byVariable = variableGrads(() => plain(x), variables).grads;
  const expected = [grads(plain)([x])[0]!, ...variables.map(({ name }) => byVariable[name]!)];
  grads(ours)([x, kernel, recurrentKernel, bias]).forEach((gradient, i) => {
    expectClose(gradient, expected[i]!);
  });
}

const common = { activation: 'tanh', recurrentInitializer: 'glorotUniform', returnSequences: true } as const;

describe('plain TensorFlow.js layers', () => {
  it('tf.layers.lstm (tanh, sigmoid) equals lstm, gradients too', () => {
    const layer = layers.layers.lstm({ ...common, units: 4, recurrentActivation: 'sigmoid' });
    expectSameAsLayer(layer, 4, (x, u, hidden) => lstm(x, u, { hidden, cell: zeros([B, 4]) }).outputs);
  });

  it('tf.layers.simpleRNN equals rnn, gradients too', () => {
    const layer = layers.layers.simpleRNN({ ...common, units: 4 });
    expectSameAsLayer(layer, 4, (x, u, hidden) => rnn(x, u, { hidden }).outputs);
  });

  it('tf.layers.gru, which resets before the product, equals gru where that makes no difference: one unit, no bias', () => {
    const layer = layers.layers.gru({ ...common, units: 1, recurrentActivation: 'sigmoid' });
    const noBias = zeros([3]) as Tensor1D;
    expectSameAsLayer(layer, 1, (x, u, hidden) => gru(x, u, noBias, { hidden }).outputs);
  });
});
