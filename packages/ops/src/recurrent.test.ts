import '@tensorflow/tfjs-backend-cpu';
import {
  concat,
  env,
  grads,
  memory,
  ones,
  ready,
  setBackend,
  slice,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tensor,
  tensor1d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { gru, lstm, rnn } from './index.ts';
import {
  COMPOSED,
  expectClose,
  layerCase,
  numericGradient,
  registerComposedBackend,
  resultTensors,
  testedLayers,
  uniformTensor,
  weightedSum,
} from './testing/index.ts';

const sizes = [
  { T: 1, B: 1, H: 4, V: 7 },
  { T: 5, B: 3, H: 6, V: 97 },
  { T: 9, B: 2, H: 8, V: 7 },
  { T: 4, B: 3, H: 5, V: 97 },
];

beforeAll(async () => {
  env().set('IS_TEST', true); // no banner, and TensorFlow.js checks that no kernel leaks data
  registerComposedBackend();
  await setBackend('cpu');
  await ready();
});

function expectAllClose(actual: readonly Tensor[], expected: readonly Tensor[], tolerance = 1e-5): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    expectClose(value, expected[i]!, tolerance);
  });
}

describe.each(Object.entries(testedLayers))('%s', (_, layer) => {
  const { kernels } = layer;
  const loss = (...inputs: Tensor[]) => weightedSum(resultTensors(layer.fused(inputs)));

  it.each(sizes)(
    'T=$T B=$B H=$H equals its composition, in outputs, final state and every gradient',
    ({ T, B, H }) => {
      const { inputs } = layerCase(kernels, T, B, H);
      expectAllClose(resultTensors(layer.fused(inputs)), resultTensors(layer.composed(inputs)));
      const composedLoss = (...tensors: Tensor[]) => weightedSum(resultTensors(layer.composed(tensors)));
      expectAllClose(grads(loss)([...inputs]), grads(composedLoss)([...inputs]));
    },
  );

  it.each(sizes)('T=$T B=$B H=$H V=$V from tokens equals the composition with a gather', async (size) => {
    const { tokens, tableInputs } = layerCase(kernels, size.T, size.B, size.H, size.V);
    const run = () => {
      const fromTokens = (...inputs: Tensor[]) => resultTensors(layer.fusedFromTokens(tokens, inputs));
      const gradients = grads((...inputs: Tensor[]) => weightedSum(fromTokens(...inputs)))([...tableInputs]);
      return [...fromTokens(...tableInputs), ...gradients].map((value) => value.dataSync());
    };
    const fused = run();
    await setBackend(COMPOSED);
    const composed = run();
    await setBackend('cpu');
    fused.forEach((values, i) => {
      expectClose(tensor(values), composed[i]!);
    });
  });

  it('has the gradients of finite differences', () => {
    const { inputs } = layerCase(kernels, 4, 2, 3);
    const gradients = grads(loss)([...inputs]);
    const epsilon = 1e-2; // float32 sums: smaller steps drown in rounding; the central difference errs by ε²
    inputs.forEach((_input, position) => {
      expectClose(gradients[position]!, numericGradient(loss, inputs, position, epsilon), 1e-3);
    });
  });

  it('carries its state: two halves equal the whole', () => {
    const [T, B, H] = [8, 2, 4];
    const { inputs } = layerCase(kernels, T, B, H);
    const [x, ...others] = inputs as [Tensor, ...Tensor[]];
    const part = (from: number, steps: number) => slice(x, [from, 0, 0], [steps, B, x.shape[2]!]) as Tensor;
    const whole = layer.fused(inputs);
    const first = layer.fused([part(0, 3), ...others]);
    const weights = others.slice(0, kernels.weights.length);
    const second = layer.fused([part(3, 5), ...weights, ...resultTensors(first).slice(1)]);
    expectClose(concat([first.outputs, second.outputs], 0), whole.outputs, 1e-6);
    expectAllClose(resultTensors(second).slice(1), resultTensors(whole).slice(1), 1e-6);
  });

  it('leaves nothing behind but its results', () => {
    const { inputs } = layerCase(kernels, 3, 2, 4);
    const before = memory().numTensors;
    layer.fused(inputs);
    expect(memory().numTensors - before).toBe(1 + kernels.states.length);
    const between = memory().numTensors;
    tidy(() => {
      grads(loss)([...inputs]);
    });
    expect(memory().numTensors).toBe(between);
  });
});

it('gru gives the numbers worked out by hand', () => {
  // z = σ(ln 3) = 3/4, r = σ(−ln 3) = 1/4, candidate tanh(1/4 + r × 1), h = z × 1 + (1 − z) × candidate
  const x = tensor([Math.log(3), -Math.log(3), 0.25], [1, 1, 3]) as Tensor3D;
  const { outputs } = gru(x, zeros([1, 3]), tensor1d([0, 0, 1]), { hidden: ones([1, 1]) });
  expectClose(outputs, [0.75 + 0.25 * Math.tanh(0.5)], 1e-6);
});

it('names the tensor whose shape is wrong', () => {
  const x = (gates: number) => uniformTensor<never>([3, 2, gates * 4], 1);
  const u = (gates: number) => uniformTensor<Tensor2D>([4, gates * 4], 2);
  const hidden = zeros([2, 4]) as Tensor2D;
  const wrong = zeros([2, 5]) as Tensor2D;
  expect(() => lstm(x(4), u(4), { hidden, cell: wrong })).toThrow(
    'lstm: expected `initial.cell` to be float32 [2, 4], got float32 [2, 5].',
  );
  expect(() => gru(x(3), u(3), zeros([4]), { hidden })).toThrow(
    'gru: expected `recurrentBias` to be float32 [12], got float32 [4].',
  );
  expect(() => rnn(x(2), u(1), { hidden })).toThrow(
    'rnn: expected `preactivations` to be float32 [3, 2, 4], got float32 [3, 2, 8].',
  );
});
