import '@tensorflow/tfjs-backend-cpu';
import {
  concat,
  env,
  grads,
  memory,
  ready,
  setBackend,
  slice,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tensor,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { gru, lstm, lstmTrace, rnn } from './index.ts';
import { GRU, LSTM } from './kernels.ts';
import {
  expectClose,
  layerCase,
  numericGradient,
  resultTensors,
  testedLayers,
  uniformTensor,
  weightedSum,
} from './testing/index.ts';

beforeAll(async () => {
  env().set('IS_TEST', true); // no banner, and TensorFlow.js checks that no kernel leaks data
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

  it('has the gradients of finite differences, whatever its source', () => {
    const { inputs, tokens, tableInputs, layerInputs } = layerCase(kernels, 3, 2, 2);
    const forms = [
      { run: layer.fused, given: inputs },
      { run: (list: readonly Tensor[]) => layer.fusedFromTokens(tokens, list), given: tableInputs },
      { run: layer.fusedFromInputs, given: layerInputs },
    ];
    for (const { run, given } of forms) {
      const lossOf = (...list: Tensor[]) => weightedSum(resultTensors(run(list)));
      const gradients = grads(lossOf)([...given]);
      const epsilon = 1e-2; // float32 sums: smaller steps drown in rounding; the central difference errs by ε²
      given.forEach((_input, position) => {
        expectClose(gradients[position]!, numericGradient(lossOf, given, position, epsilon), 1e-3);
      });
    }
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

it('gru equals its equation in loops', () => {
  const [T, B, H] = [5, 2, 3];
  const { inputs } = layerCase(GRU, T, B, H);
  const [x, u, bias, initial] = inputs.map((tensor) => tensor.arraySync()) as [
    number[][][],
    number[][],
    number[],
    number[][],
  ];
  const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
  let before = initial;
  const expected = x.map((rows) => {
    before = rows.map((row, b) => {
      const recurrent = bias.map((value, n) => before[b]!.reduce((sum, h, k) => sum + h * u[k]![n]!, value));
      return before[b]!.map((h, j) => {
        const z = sigmoid(row[j]! + recurrent[j]!);
        const r = sigmoid(row[H + j]! + recurrent[H + j]!);
        return z * h + (1 - z) * Math.tanh(row[2 * H + j]! + r * recurrent[2 * H + j]!);
      });
    });
    return before;
  });
  expectClose(testedLayers.gru.fused(inputs).outputs, expected.flat(2), 1e-6);
});

it('lstmTrace gives what lstm gives, and leaves five tensors behind', () => {
  const [x, u, hidden, cell] = layerCase(LSTM, 5, 3, 4).inputs as [Tensor3D, Tensor2D, Tensor2D, Tensor2D];
  const before = memory().numTensors;
  const traced = lstmTrace(x, u, { hidden, cell });
  expect(memory().numTensors - before).toBe(5);
  const plain = lstm(x, u, { hidden, cell });
  expectAllClose(
    [traced.outputs, traced.final.hidden, traced.final.cell],
    [plain.outputs, plain.final.hidden, plain.final.cell],
  );
});

it('lstm forgets as its bias says: a forget pre-activation of ln 3 and no input keep 3/4 of the cell', () => {
  const row = [-100, Math.log(3), 0, 0];
  const preactivations = tensor([row, row, row].flat(), [3, 1, 4]) as Tensor3D;
  const initial = { hidden: zeros([1, 1]) as Tensor2D, cell: tensor([[64]]) as Tensor2D };
  const { gates, cells } = lstmTrace(preactivations, zeros([1, 4]) as Tensor2D, initial);
  expectClose(cells, [48, 36, 27], 1e-6);
  expectClose(slice(gates, [0, 0, 1], [3, 1, 1]), [0.75, 0.75, 0.75], 1e-6);
});

it('names the tensor whose shape is wrong', () => {
  const x = (gates: number) => uniformTensor<never>([3, 2, gates * 4], 1);
  const u = (gates: number) => uniformTensor<Tensor2D>([4, gates * 4], 2);
  const hidden = zeros([2, 4]) as Tensor2D;
  expect(() => gru(x(3), u(3), zeros([4]), { hidden })).toThrow(
    'gru: expected `recurrentBias` to be float32 [12], got float32 [4].',
  );
  expect(() => rnn(x(2), u(1), { hidden })).toThrow(
    'rnn: expected `preactivations` to be float32 [3, 2, 4], got float32 [3, 2, 8].',
  );
});
