import '@tensorflow/tfjs-backend-cpu';
import {
  concat,
  env,
  grads,
  memory,
  ready,
  type Scalar,
  setBackend,
  slice,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { causalConvolution, linearScan, rmsNorm } from './index.ts';
import {
  expectClose,
  numericGradient,
  operationInputs,
  testedOperations,
  weightedSum,
} from './testing/index.ts';

beforeAll(async () => {
  env().set('IS_TEST', true); // no banner, and TensorFlow.js checks that no kernel leaks data
  await setBackend('cpu');
  await ready();
});

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The last axis of each operation's tensors below. */
const D = 3;
type Values = ArrayLike<number>;

/** The operations in plain loops over features: of T steps, B sequences, a convolution of W steps. */
function plain(T: number, B: number, W: number): Record<string, (...inputs: Values[]) => number[][]> {
  const at = (t: number, b: number, d: number) => (t * B + b) * D + d;
  const each = (compute: (t: number, b: number, d: number) => number, steps = T) =>
    Array.from({ length: steps * B * D }, (_, i) =>
      compute(Math.floor(i / D / B), Math.floor(i / D) % B, i % D),
    );
  return {
    rmsNorm: (x, gain) => {
      const root = (t: number, b: number) =>
        Math.sqrt([0, 1, 2].reduce((sum, d) => sum + x[at(t, b, d)]! ** 2, 0) / D + 1e-6);
      return [each((t, b, d) => (x[at(t, b, d)]! / root(t, b)) * gain[d]!)];
    },
    silu: (x) => [Array.from(x, (value) => value * sigmoid(value))],
    siluProduct: (gate, x) => [Array.from(gate, (value, i) => value * sigmoid(value) * x[i]!)],
    updateGate: (update, candidate) => [
      Array.from(update, (value) => 1 - sigmoid(value)),
      Array.from(update, (value, i) => sigmoid(value) * candidate[i]!),
    ],
    causalConvolution: (x, kernel, history) => {
      const seen = (t: number, b: number, d: number) =>
        t < 0 ? history[(b * (W - 1) + W - 1 + t) * D + d]! : x[at(t, b, d)]!;
      const outputs = each((t, b, d) => {
        let sum = 0;
        for (let j = 0; j < W; j++) sum += kernel[(W - 1 - j) * D + d]! * seen(t - j, b, d);
        return sum;
      });
      const final = Array.from({ length: B * (W - 1) * D }, (_, i) => {
        const row = Math.floor(i / D);
        return seen(T - (W - 1) + (row % (W - 1)), Math.floor(row / (W - 1)), i % D);
      });
      return [outputs, final];
    },
    linearScan: (keep, input, initial) => {
      let state = Array.from(initial);
      const outputs = Array.from({ length: T }, (_, t) => {
        state = state.map((h, i) => keep[t * B * D + i]! * h + input[t * B * D + i]!);
        return state;
      });
      return [outputs.flat(), state];
    },
  };
}

const names = Object.keys(testedOperations(1, 1, D, 1));

describe.each([
  { T: 1, B: 1, W: 2 },
  { T: 5, B: 2, W: 4 },
  // Fewer steps than a convolution sees.
  { T: 2, B: 3, W: 5 },
])('T=$T B=$B W=$W', ({ T, B, W }) => {
  it.each(names)('%s is what its equation says', (name) => {
    const operation = testedOperations(T, B, D, W)[name]!;
    const inputs = operationInputs(operation);
    const expected = plain(T, B, W)[name]!(...inputs.map((input) => input.dataSync()));
    const results = operation.run(inputs);
    expect(results.map(({ shape }) => shape)).toEqual(
      operation.kernels.results.map((result) => operation.shapes[result]),
    );
    results.forEach((result, i) => {
      expectClose(result, expected[i]!, 1e-6);
    });
  });

  it.each(names)('%s has the gradients of finite differences', (name) => {
    const operation = testedOperations(T, B, D, W)[name]!;
    const inputs = operationInputs(operation);
    const loss = (...tensors: Tensor[]) => weightedSum(operation.run(tensors));
    grads(loss)(inputs).forEach((gradient, position) => {
      // float32 sums: smaller steps drown in rounding; the central difference errs by ε²
      expectClose(gradient, numericGradient(loss, inputs, position, 1e-2), 3e-3);
    });
  });
});

it('the normalized length of a vector is √D, whatever its scale', () => {
  expectClose(rmsNorm(tensor1d([3, -4]), tensor1d([1, 2])), [3 / Math.sqrt(12.5), -8 / Math.sqrt(12.5)]);
  expectClose(rmsNorm(tensor1d([3e4, -4e4]), tensor1d([1, 2])), [3 / Math.sqrt(12.5), -8 / Math.sqrt(12.5)]);
});

it.each(['causalConvolution', 'linearScan'])('%s carries its state: two parts equal the whole', (name) => {
  const operation = testedOperations(7, 2, D, 4)[name]!;
  const inputs = operationInputs(operation);
  const run = (from: number, steps: number, before: Tensor) =>
    operation.run([
      ...inputs.slice(0, -1).map((x) => (x.shape[0] === 7 ? slice(x, from, steps) : x)),
      before,
    ]) as [Tensor, Tensor];
  const [outputs, final] = run(0, 7, inputs.at(-1)!);
  const [first, between] = run(0, 2, inputs.at(-1)!);
  const [second, last] = run(2, 5, between);
  expect(Array.from(concat([first, second]).dataSync())).toEqual(Array.from(outputs.dataSync()));
  expect(Array.from(last.dataSync())).toEqual(Array.from(final.dataSync()));
});

it('leaves nothing behind but its results', () => {
  for (const operation of Object.values(testedOperations(3, 2, D, 2))) {
    const inputs = operationInputs(operation);
    const before = memory().numTensors;
    const results = operation.run(inputs);
    // The last step of a scan may be one with its final state.
    expect(memory().numTensors - before).toBe(results.length);
    tidy(() => void grads((...tensors: Tensor[]) => weightedSum(operation.run(tensors)) as Scalar)(inputs));
    expect(memory().numTensors - before).toBe(results.length);
  }
});

it('names the tensor whose shape is wrong', () => {
  const x = zeros([4, 2, D]) as never;
  const gain = zeros([4]) as Tensor1D;
  expect(() => rmsNorm(x, gain)).toThrow(
    'rmsNorm: expected `x` to be float32 [4, 2, 4], got float32 [4, 2, 3].',
  );
  expect(() => linearScan(x, x, gain as Tensor as Tensor2D)).toThrow(
    'linearScan: expected `initial` to be float32 [2, 3], got float32 [4].',
  );
  expect(() => causalConvolution(x, zeros([3, D]), zeros([2, 3, D]))).toThrow(
    'causalConvolution: expected `history` to be float32 [2, 2, 3], got float32 [2, 3, 3].',
  );
});
