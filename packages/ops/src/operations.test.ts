import '@tensorflow/tfjs-backend-cpu';
import {
  env,
  grads,
  memory,
  ones,
  ready,
  setBackend,
  slice,
  type Tensor2D,
  type Tensor3D,
  tensor,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AttentionCache, causalConvolution, gru, lstmTrace, windowAttention } from './index.ts';
import { featureCases, layerCases, lossOf, type OperationCase, weightedSum } from './testing/cases.ts';
import { attentionCase, matrixCases } from './testing/head-cases.ts';
import { expectClose, numericGradient } from './testing/numbers.ts';

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
  const each = (compute: (t: number, b: number, d: number) => number) =>
    Array.from({ length: T * B * D }, (_, i) => compute(Math.floor(i / D / B), Math.floor(i / D) % B, i % D));
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

describe.each([
  { T: 1, B: 1, W: 2 },
  { T: 5, B: 2, W: 4 },
  // Fewer steps than a convolution sees.
  { T: 2, B: 3, W: 5 },
])('T=$T B=$B W=$W', ({ T, B, W }) => {
  it.each(Object.entries(featureCases(T, B, D, W)))('%s is what its equation says', (name, one) => {
    const { inputs, kernels, shapes, run } = one;
    const expected = plain(T, B, W)[name]!(...Object.values(inputs).map((input) => input.dataSync()));
    const results = run(inputs);
    expect(results.map(({ shape }) => shape)).toEqual(kernels.results.map((result) => shapes[result]));
    results.forEach((result, i) => {
      expectClose(result, expected[i]!, 1e-6);
    });
  });
});

const small = { T: 3, B: 2, H: 2, K: 2, V: 3 };

describe.each(
  Object.entries({
    ...layerCases(small),
    ...featureCases(4, 2, D, 3),
    ...matrixCases(small),
    windowAttention: attentionCase({ ...small, T: 4, window: 3 }),
    'windowAttention, longer than the sequence': attentionCase({ ...small, window: 6 }),
  }),
)('%s', (_, one) => {
  const list = Object.values(one.inputs);

  it('has the gradients of finite differences', () => {
    // No gradient leads back from a cache.
    const isCached = one.kernels.results.includes('finalKeys');
    const loss = lossOf(isCached ? { ...one, run: (inputs) => one.run(inputs).slice(0, 1) } : one);
    grads(loss)(list).forEach((gradient, position) => {
      // float32 sums: smaller steps drown in rounding; the central difference errs by ε²
      expectClose(gradient, numericGradient(loss, list, position, 1e-2), 3e-3);
    });
  });

  it('leaves nothing behind but its results', () => {
    const before = memory().numTensors;
    const results = one.run(one.inputs);
    tidy(() => void grads(lossOf(one))(list));
    expect(memory().numTensors - before).toBe(results.length);
  });
});

it('lstm forgets as its bias says: a forget pre-activation of ln 3 and no input keep 3/4 of the cell', () => {
  const row = [-100, Math.log(3), 0, 0];
  const preactivations = tensor([row, row, row].flat(), [3, 1, 4]) as Tensor3D;
  const initial = { hidden: zeros([1, 1]) as Tensor2D, cell: tensor([[64]]) as Tensor2D };
  const { gates, cells } = lstmTrace(preactivations, zeros([1, 4]) as Tensor2D, initial);
  expectClose(cells, [48, 36, 27], 1e-6);
  expectClose(slice(gates, [0, 0, 1], [3, 1, 1]), [0.75, 0.75, 0.75], 1e-6);
});

const matrices = { T: 5, B: 2, H: 2, K: 4, V: 3 };

/** S of one head of one sequence after a step, as a list of K rows of V. */
type PlainStep = (before: number[][], k: number[], v: number[], gates: number[], head: number) => number[][];

/** Compares the outputs and final state of a recurrence of matrices with those of loops. */
function expectLoops({ inputs, run }: OperationCase, gates: readonly string[], step: PlainStep): void {
  const { T, B, H, K, V } = matrices;
  const at = (name: string, t: number, b: number, h: number, size: number) =>
    [...inputs[name]!.dataSync()].slice(((t * B + b) * H + h) * size).slice(0, size);
  const outputs = new Float32Array(T * B * H * V);
  const final: number[] = [];
  const initial = inputs.initial!.arraySync() as number[][][][];
  initial.forEach((heads, b) => {
    heads.forEach((first, h) => {
      let S = first;
      for (let t = 0; t < T; t++) {
        const gated = gates.map((gate) => at(gate, t, b, h, 1)[0]!);
        S = step(S, at('keys', t, b, h, K), at('values', t, b, h, V), gated, h);
        const q = at('queries', t, b, h, K);
        for (let v = 0; v < V; v++)
          outputs[((t * B + b) * H + h) * V + v] = q.reduce((sum, qk, k) => sum + qk * S[k]![v]!, 0);
      }
      final.push(...S.flat());
    });
  });
  const results = run(inputs);
  expectClose(results[0]!, outputs);
  expectClose(results[1]!, final);
}

it('gatedDelta equals its equation in loops', () => {
  expectLoops(matrixCases(matrices).gatedDelta, ['keep', 'write'], (before, key, value, [keep, write]) => {
    const held = value.map((_, j) => key.reduce((sum, k, i) => sum + k * before[i]![j]!, 0));
    return before.map((row, i) =>
      row.map((x, j) => keep! * (x - write! * key[i]! * held[j]!) + write! * key[i]! * value[j]!),
    );
  });
});

it('matrixRecurrence equals its equation in loops', () => {
  const { matrixRecurrence } = matrixCases(matrices);
  const W = matrixRecurrence.inputs.recurrentKernel!.arraySync() as number[][][];
  expectLoops(matrixRecurrence, ['keep'], (before, key, value, [keep], h) =>
    before.map((row, i) =>
      row.map((x, j) => {
        const product = row.reduce((sum, other, n) => sum + other * W[h]![n]![j]!, 0);
        return keep! * x + (1 - keep!) * Math.tanh(product + key[i]! * value[j]!);
      }),
    ),
  );
});

describe('windowAttention', () => {
  const [T, B, H, K, window] = [6, 2, 2, 4, 4];
  const read = attentionCase({ T, B, H, K, window }).inputs as unknown as Parameters<
    typeof windowAttention
  >[0];
  const empty = {
    keys: zeros([B, window - 1, H * K]) as Tensor3D,
    values: zeros([B, window - 1, H * K]) as Tensor3D,
    filled: zeros([B, 1]) as never,
  };

  it('equals its definition in loops, from an empty cache', () => {
    const { outputs, final } = windowAttention(read, { heads: H, window }, empty);
    const numbers = (name: 'keys' | 'queries' | 'values', t: number, b: number, h: number) =>
      (read[name].arraySync() as number[][][])[t]![b]!.slice(h * K, (h + 1) * K);
    /** Turned by the angles of a position: 1 and 1 / 100 for K = 4. */
    const rotated = (x: number[], position: number) => {
      const [p, q] = [position, position / 100];
      const [a, b, c, d] = x as [number, number, number, number];
      return [
        a * Math.cos(p) - c * Math.sin(p),
        b * Math.cos(q) - d * Math.sin(q),
        a * Math.sin(p) + c * Math.cos(p),
        b * Math.sin(q) + d * Math.cos(q),
      ];
    };
    const expected = new Float32Array(T * B * H * K);
    for (let t = 0; t < T; t++)
      for (let b = 0; b < B; b++)
        for (let h = 0; h < H; h++) {
          const seen = Array.from({ length: Math.min(window, t + 1) }, (_, i) => t - i);
          const q = rotated(numbers('queries', t, b, h), t);
          const weights = seen.map((i) => {
            const k = rotated(numbers('keys', i, b, h), i);
            return Math.exp(q.reduce((sum, x, j) => sum + x * k[j]!, 0) / Math.sqrt(K));
          });
          const total = weights.reduce((a, b) => a + b);
          seen.forEach((i, n) => {
            numbers('values', i, b, h).forEach((v, j) => {
              expected[((t * B + b) * H + h) * K + j]! += (weights[n]! / total) * v;
            });
          });
        }
    expectClose(outputs, expected);
    expect([...final.filled.dataSync()]).toEqual([3, 3]);
    // The keys of the last three characters, unrotated.
    const last = (read.keys.arraySync() as number[][][]).slice(-3);
    expectClose(
      final.keys,
      [0, 1].flatMap((b) => last.flatMap((rows) => rows[b]!)),
      1e-7,
    );
  });

  it('gives no gradient by its cache', () => {
    const cache = { ...empty, keys: ones([B, window - 1, H * K]), filled: ones([B, 1]) } as AttentionCache;
    const gradients = grads((keys, values) => {
      const { outputs, final } = windowAttention(read, { heads: H, window }, {
        ...cache,
        keys,
        values,
      } as AttentionCache);
      return weightedSum([outputs, ...Object.values(final)]);
    })([cache.keys, cache.values]);
    for (const gradient of gradients) expect(new Set(gradient.dataSync())).toEqual(new Set([0]));
  });
});

const x = zeros([3, 2, 8]) as never;
const heads = { queries: x, keys: x, values: x };
const cache = { keys: zeros([2, 3, 8]), values: zeros([2, 3, 8]), filled: zeros([2, 1]) } as never;
it.each<[() => unknown, string]>([
  [
    () => causalConvolution(x, zeros([3, 8]), zeros([2, 3, 8])),
    'causalConvolution: expected `history` to be float32 [2, 2, 8], got float32 [2, 3, 8].',
  ],
  [
    () =>
      gru(
        { preactivations: zeros([3, 2, 6]) },
        { recurrentKernel: zeros([2, 6]), recurrentBias: zeros([2]) },
        { hidden: zeros([2, 2]) },
      ),
    'gru: expected `recurrentBias` to be float32 [6], got float32 [2].',
  ],
  [
    () => windowAttention(heads, { heads: 8, window: 4 }, cache),
    'windowAttention: expected `heads` to be a number of heads that gives each an even share of 8, got 8 (number).',
  ],
  [
    () => windowAttention(heads, { heads: 2, window: 5 }, cache),
    'windowAttention: expected `cache.keys` to be float32 [2, 4, 8], got float32 [2, 3, 8].',
  ],
])('names what is wrong, case %#', (call, message) => {
  expect(call).toThrow(message);
});
