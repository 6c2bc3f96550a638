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
  type Tensor3D,
  tidy,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AttentionCache, gatedDelta, windowAttention } from './index.ts';
import { expectClose, numericGradient, weightedSum } from './testing/index.ts';
import {
  caseTensors,
  gatedDeltaCase,
  matrixRecurrenceCase,
  type SequenceCase,
  windowAttentionCase,
} from './testing/sequence-cases.ts';

beforeAll(async () => {
  env().set('IS_TEST', true); // no banner, and TensorFlow.js checks that no kernel leaks data
  await setBackend('cpu');
  await ready();
});

const part = (x: Tensor, from: number, steps: number): Tensor =>
  slice(x, [from, ...x.shape.slice(1).map(() => 0)], [steps, ...x.shape.slice(1)]);

/** Some characters of every sequence, and all of what is none. */
const stretch = ({ inputs, sequences }: SequenceCase, from: number, steps: number) =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, x]) => [name, sequences.includes(name) ? part(x, from, steps) : x]),
  );

const matrices = { T: 5, B: 2, H: 2, K: 4, V: 3 };
const cases: Record<string, SequenceCase> = {
  gatedDelta: gatedDeltaCase(matrices),
  matrixRecurrence: matrixRecurrenceCase(matrices),
  windowAttention: windowAttentionCase({ T: 5, B: 3, H: 2, K: 4, window: 3 }),
  'windowAttention, longer than the sequence': windowAttentionCase({ T: 5, B: 3, H: 2, K: 4, window: 9 }),
};

/** Smaller ones, of which each number is moved. */
const few = { T: 3, B: 2, H: 2, K: 2, V: 3 };
const smallCases: typeof cases = {
  gatedDelta: gatedDeltaCase(few),
  matrixRecurrence: matrixRecurrenceCase(few),
  windowAttention: windowAttentionCase({ ...few, T: 4, window: 3 }),
  'windowAttention, longer than the sequence': windowAttentionCase({ ...few, window: 6 }),
};

const listOf = ({ inputs }: SequenceCase) => Object.values(inputs);
const lossOf =
  ({ inputs, run }: SequenceCase) =>
  (...tensors: Tensor[]) =>
    weightedSum([run(Object.fromEntries(Object.keys(inputs).map((name, i) => [name, tensors[i]!]))).outputs]);

describe.each(Object.entries(smallCases))('%s', (_, operation) => {
  it('has the gradients of finite differences', () => {
    const [loss, list] = [lossOf(operation), listOf(operation)];
    const gradients = grads(loss)(list);
    const epsilon = 1e-2; // float32 sums: smaller steps drown in rounding; the central difference errs by ε²
    gradients.forEach((gradient, position) => {
      expectClose(gradient, numericGradient(loss, list, position, epsilon), 2e-3);
    });
  });
});

describe.each(Object.entries(cases))('%s', (_, operation) => {
  it('carries its state: three parts equal the whole', () => {
    const whole = operation.run(operation.inputs);
    const outputs: Tensor[] = [];
    let state: Readonly<Record<string, Tensor>> | undefined;
    for (const [from, steps] of [
      [0, 1],
      [1, 2],
      [3, 2],
    ] as const) {
      const result = operation.run(stretch(operation, from, steps), state);
      outputs.push(result.outputs);
      state = result.final;
    }
    expectClose(concat(outputs), whole.outputs, 1e-5);
    for (const [name, x] of Object.entries(whole.final)) expectClose(state![name]!, x, 1e-5);
  });

  it('leaves nothing behind but its results', () => {
    const before = memory().numTensors;
    const results = caseTensors(operation.run(operation.inputs));
    expect(memory().numTensors - before).toBe(results.length);
    const between = memory().numTensors;
    tidy(() => {
      grads(lossOf(operation))(listOf(operation));
    });
    expect(memory().numTensors).toBe(between);
  });
});

/** S of one head of one sequence after a step, as a list of K rows of V. */
type PlainStep = (before: number[][], k: number[], v: number[], gates: number[], head: number) => number[][];

/** The outputs and final state of a recurrence of matrices, in loops. */
function inLoops({ inputs }: SequenceCase, gates: readonly string[], step: PlainStep) {
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
  return { outputs, final };
}

it('gatedDelta equals its equation in loops', () => {
  const operation = gatedDeltaCase(matrices);
  const expected = inLoops(operation, ['keep', 'write'], (before, key, value, [keep, write]) => {
    const held = value.map((_, j) => key.reduce((sum, k, i) => sum + k * before[i]![j]!, 0));
    return before.map((row, i) =>
      row.map((x, j) => keep! * (x - write! * key[i]! * held[j]!) + write! * key[i]! * value[j]!),
    );
  });
  const { outputs, final } = operation.run(operation.inputs);
  expectClose(outputs, expected.outputs);
  expectClose(final.initial!, expected.final);
});

it('matrixRecurrence equals its equation in loops', () => {
  const operation = matrixRecurrenceCase(matrices);
  const W = operation.inputs.recurrentKernel!.arraySync() as number[][][];
  const expected = inLoops(operation, ['keep'], (before, key, value, [keep], h) =>
    before.map((row, i) =>
      row.map((x, j) => {
        const product = row.reduce((sum, other, n) => sum + other * W[h]![n]![j]!, 0);
        return keep! * x + (1 - keep!) * Math.tanh(product + key[i]! * value[j]!);
      }),
    ),
  );
  const { outputs, final } = operation.run(operation.inputs);
  expectClose(outputs, expected.outputs);
  expectClose(final.initial!, expected.final);
});

describe('windowAttention', () => {
  const [T, B, H, K, window] = [6, 2, 2, 4, 4];
  const operation = windowAttentionCase({ T, B, H, K, window });
  const read = operation.inputs as unknown as Parameters<typeof windowAttention>[0];
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

  it('takes a row of a cache that is set to zero for an empty one', () => {
    const carried = operation.run(operation.inputs).final;
    const reset = Object.fromEntries(
      Object.entries(carried).map(([name, x]) => [name, concat([zerosLike(part(x, 0, 1)), part(x, 1, 1)])]),
    );
    const outputs = operation.run(operation.inputs, reset).outputs as Tensor3D;
    const fresh = operation.run(operation.inputs, empty).outputs as Tensor3D;
    const other = operation.run(operation.inputs, carried).outputs as Tensor3D;
    const sequence = (x: Tensor3D, b: number) => slice(x, [0, b, 0], [T, 1, H * K]);
    expectClose(sequence(outputs, 0), sequence(fresh, 0), 1e-6);
    expectClose(sequence(outputs, 1), sequence(other, 1), 1e-6);
  });

  it('gives no gradient by its cache', () => {
    const cache = { ...empty, keys: ones([B, window - 1, H * K]), filled: ones([B, 1]) } as AttentionCache;
    const gradients = grads((keys, values) => {
      const held = { ...cache, keys, values } as AttentionCache;
      return weightedSum(caseTensors(windowAttention(read, { heads: H, window }, held)));
    })([cache.keys, cache.values]);
    for (const gradient of gradients) expect(new Set(gradient.dataSync())).toEqual(new Set([0]));
  });
});

it('names what is wrong', () => {
  const { inputs } = cases.gatedDelta!;
  const { initial, ...read } = inputs as Record<string, never>;
  expect(() => gatedDelta({ ...read, keep: read.keys } as never, initial!)).toThrow(
    'gatedDelta: expected `keep` to be float32 [5, 2, 2], got float32 [5, 2, 8].',
  );
  const { inputs: attended } = windowAttentionCase({ T: 3, B: 2, H: 2, K: 4, window: 4 });
  const cache = { keys: zeros([2, 3, 8]), values: zeros([2, 3, 8]), filled: zeros([2, 1]) } as never;
  const attend = (heads: number, window: number) => () =>
    windowAttention(attended as never, { heads, window }, cache);
  expect(attend(8, 4)).toThrow(
    'windowAttention: expected `heads` to be a number of heads that gives each an even share of 8, got 8 (number).',
  );
  expect(attend(2, 5)).toThrow(
    'windowAttention: expected `cache.keys` to be float32 [2, 4, 8], got float32 [2, 3, 8].',
  );
});
