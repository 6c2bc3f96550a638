import '@tensorflow/tfjs-backend-cpu';
import {
  add,
  env,
  fused,
  grads,
  matMul,
  mul,
  type Scalar,
  setBackend,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { IGNORED_TARGET } from '../check-ids.ts';
import { dropout } from '../dropout.ts';
import '../index.ts';
import { lstmTrace } from '../lstm.ts';
import { projections } from '../projections.ts';
import { softmaxCrossEntropy } from '../softmax-cross-entropy.ts';
import {
  featureCases,
  layerCase,
  layerCases,
  type OperationCase,
  resultsAndGradients,
  weightedSum,
} from './cases.ts';
import { describeOptimizer } from './describe-optimizer.ts';
import { attentionCase, matrixCases } from './head-cases.ts';
import { type ExpectSameAsCpu, relativeError, uniformTensor, valuesOn } from './numbers.ts';

/** Engine with kernels of its own, as the parity tests see it. */
export interface TestedEngine {
  /** Name of its backend in TensorFlow.js */
  readonly backend: string;
  /** Registers the backend with TensorFlow.js. */
  register(): Promise<unknown>;
  /** Number of jobs run with kernels of its own; called while it is TensorFlow.js's backend */
  jobsRun(): number;
  /** True to test only a third of the sizes. */
  readonly isPart?: boolean;
}

/** Chooses the sizes to compare */
type Chosen = <Size>(sizes: readonly Size[]) => readonly Size[];

/** The largest error, relative to the largest magnitude of each tensor, that float32 sums of this length allow. */
const TOLERANCE = 1e-5;

function expectSameAsCpuOf({ backend, jobsRun }: TestedEngine): ExpectSameAsCpu {
  return async (compute, jobs = 1) => {
    const expected = await valuesOn('cpu', compute);
    await setBackend(backend);
    const before = jobsRun();
    const actual = await valuesOn(backend, compute);
    expect(jobsRun() - before).toBeGreaterThanOrEqual(jobs);
    actual.forEach((values, i) => {
      expect(relativeError(values, expected[i]!), `tensor ${i}`).toBeLessThan(TOLERANCE);
    });
  };
}

function describeProducts(expectSameAsCpu: ExpectSameAsCpu, chosen: Chosen): void {
  describe.each(
    chosen([
      [1, 1, 1],
      [3, 5, 7],
      [4, 8, 16],
      [33, 97, 65],
      [130, 300, 70],
      [5, 1030, 600],
      [1, 150, 70],
    ]),
  )('matMul %i × %i × %i', (M, N, K) => {
    it.each([
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ])('transposed: %s, %s; with bias', async (transposeA, transposeB) => {
      await expectSameAsCpu(() => {
        const a = uniformTensor<Tensor2D>(transposeA ? [K, M] : [M, K], 1);
        const b = uniformTensor<Tensor2D>(transposeB ? [N, K] : [K, N], 2);
        const bias = uniformTensor<Tensor1D>([N], 3);
        return [matMul(a, b, transposeA, transposeB), fused.matMul({ a, b, transposeA, transposeB, bias })];
      }, 2);
    });
  });

  it('matMul of any number of rows, whatever tiles they make', async () => {
    await expectSameAsCpu(
      () =>
        Array.from({ length: 27 }, (_, i) => [
          matMul(uniformTensor<Tensor2D>([i + 1, 9], 1), uniformTensor<Tensor2D>([9, 37], 2)),
          matMul(uniformTensor<Tensor2D>([9, i + 1], 1), uniformTensor<Tensor2D>([9, 37], 2), true),
        ]).flat(),
      54,
    );
  });

  it.each([
    [1, 1, 1],
    [5, 3, 7],
    [9, 4, 33],
  ])('projections of the same inputs, and all gradients: T=%i B=%i I=%i', async (T, B, I) => {
    await expectSameAsCpu(() => {
      const inputs = [
        uniformTensor<Tensor3D>([T, B, I], 1),
        ...[
          uniformTensor([I, 6], 2),
          uniformTensor([6], 3),
          uniformTensor([I, 37], 4),
          uniformTensor([I, 1], 5),
        ],
      ];
      const run = ([x, first, bias, second, third]: readonly Tensor[]): Tensor[] =>
        projections(x as Tensor3D, [
          { kernel: first as Tensor2D, bias: bias as Tensor1D },
          { kernel: second as Tensor2D },
          { kernel: third as Tensor2D },
        ]);
      return [...run(inputs), ...grads((...tensors: Tensor[]) => weightedSum(run(tensors)))(inputs)];
    }, 2);
  });

  it('matMul of a batch, and of a broadcast one', async () => {
    await expectSameAsCpu(() => {
      const a = uniformTensor<Tensor3D>([3, 4, 5], 1);
      return [
        matMul(a, uniformTensor<Tensor3D>([3, 5, 6], 2)),
        matMul(a, uniformTensor<Tensor3D>([1, 5, 6], 3)),
      ];
    });
  });
}

/** Compares one case of each kind with its composition, in results and every gradient. */
function describeCases<Size extends object>(
  title: string,
  sizes: readonly Size[],
  casesOf: (size: Size) => Readonly<Record<string, OperationCase>>,
  expectSameAsCpu: ExpectSameAsCpu,
): void {
  describe.each(sizes)(title, (size) => {
    it.each(Object.keys(casesOf(size)))('%s equals its composition in results and every gradient', (name) =>
      expectSameAsCpu(() => resultsAndGradients(casesOf(size)[name]!), 2),
    );
  });
}

function describeOperations(expectSameAsCpu: ExpectSameAsCpu, chosen: Chosen): void {
  describeCases(
    'T=$T B=$B H=$H',
    chosen([
      { T: 1, B: 1, H: 4 },
      { T: 5, B: 1, H: 35 },
      { T: 2, B: 4, H: 5 },
      { T: 4, B: 9, H: 12 },
      { T: 4, B: 16, H: 50 },
      { T: 3, B: 20, H: 34 },
      { T: 3, B: 33, H: 64 },
      { T: 7, B: 5, H: 97 },
      // More rows than those whose pre-activations an engine keeps in the cache.
      { T: 5, B: 420, H: 6 },
      { T: 5, B: 3, H: 6 },
    ]),
    // With many rows, the plain backend takes seconds to sum the gradients of 97 tokens.
    (size) => layerCases({ ...size, V: size.B > 9 ? 7 : 97 }),
    expectSameAsCpu,
  );
  describeCases(
    'T=$T B=$B D=$D W=$W',
    chosen([
      { T: 1, B: 1, D: 2, W: 2 },
      { T: 5, B: 3, D: 7, W: 4 },
      // Fewer steps than the convolution's window.
      { T: 2, B: 3, D: 20, W: 5 },
      { T: 4, B: 17, D: 33, W: 3 },
      { T: 40, B: 5, D: 50, W: 4 },
      { T: 9, B: 16, D: 128, W: 1 },
    ]),
    ({ T, B, D, W }) => featureCases(T, B, D, W),
    expectSameAsCpu,
  );
  describeCases(
    'T=$T B=$B H=$H K=$K V=$V',
    chosen([
      { T: 1, B: 1, H: 1, K: 1, V: 1 },
      { T: 5, B: 2, H: 3, K: 6, V: 5 },
      // Around the steps after which a state is kept.
      { T: 16, B: 1, H: 2, K: 3, V: 17 },
      { T: 18, B: 1, H: 2, K: 48, V: 48 },
      { T: 35, B: 5, H: 1, K: 20, V: 16 },
    ]),
    matrixCases,
    expectSameAsCpu,
  );
  describeCases(
    'T=$T B=$B H=$H K=$K w=$window',
    chosen([
      { T: 1, B: 1, H: 1, K: 2, window: 2 },
      { T: 5, B: 3, H: 2, K: 6, window: 4 },
      // Windows that are longer than the sequence, and shorter, by more than a block of queries.
      { T: 14, B: 3, H: 2, K: 20, window: 41 },
      { T: 40, B: 2, H: 1, K: 48, window: 9 },
      { T: 25, B: 5, H: 1, K: 10, window: 25 },
    ]),
    (size) => ({ windowAttention: attentionCase(size) }),
    expectSameAsCpu,
  );
}

function describeElementwise(backend: string, expectSameAsCpu: ExpectSameAsCpu): void {
  it.each([
    [1, 1],
    [5, 7],
    [300, 97],
  ])('cross-entropy of %i rows of %i, and its gradient', async (N, V) => {
    await expectSameAsCpu(() => {
      const logits = uniformTensor<Tensor2D>([N, V], 1, 12);
      const targets = tensor1d(
        Int32Array.from({ length: N }, (_, i) => (i * 31) % V),
        'int32',
      );
      // Every third target is ignored, from the second on.
      const ignoring = tensor1d(
        Int32Array.from({ length: N }, (_, i) => (i % 3 === 1 ? IGNORED_TARGET : (i * 31) % V)),
        'int32',
      );
      const weights = uniformTensor<Tensor1D>([N], 2);
      const { losses, correct } = softmaxCrossEntropy(logits, targets);
      const gradient = (by: Tensor1D) =>
        grads((x) => sum(mul(softmaxCrossEntropy(x as Tensor2D, by).losses, weights)) as Scalar)([
          logits,
        ])[0]!;
      const ignored = softmaxCrossEntropy(logits, ignoring);
      return [
        ...[losses, correct, gradient(targets)],
        ...[ignored.losses, ignored.correct, gradient(ignoring)],
      ];
    });
  });

  it('dropout has the mask of the composition, to the bit', async () => {
    const compute = () => [dropout(uniformTensor([37, 501], 1), 0.3, 0xdead_beef)];
    const [expected] = await valuesOn('cpu', compute);
    const [actual] = await valuesOn(backend, compute);
    expect(Array.from(actual!, Boolean)).toEqual(Array.from(expected!, Boolean));
    expect(relativeError(actual!, expected!)).toBeLessThan(1e-6);
  });

  it('lstmTrace shows the gates and cells of its composition', async () => {
    await expectSameAsCpu(() => {
      const given = layerCase('lstm', 'preactivations', { T: 7, B: 5, H: 20 }).inputs as Record<
        string,
        never
      >;
      const initial = { hidden: given.initialHidden!, cell: given.initialCell! };
      const { final, ...trace } = lstmTrace(given.preactivations!, given.recurrentKernel!, initial);
      return [...Object.values(trace), ...Object.values(final)];
    });
  });

  it('sums of columns, sums, differences from a column, and products', async () => {
    await expectSameAsCpu(() => {
      const x = uniformTensor<Tensor2D>([700, 130], 1);
      const y = uniformTensor<Tensor2D>([700, 130], 2);
      return [
        ...[sum(x, 0), sum(x, 1), add(x, y), sub(x, sum(x, 1, true))],
        ...[mul(x, y), mul(2.5, x), mul(x, uniformTensor([1, 1], 3))],
      ];
    });
  });
}

/** Compares an engine with TensorFlow.js's CPU backend. */
export function describeParity(name: string, engine: TestedEngine): void {
  describe(name, () => {
    beforeAll(async () => {
      env().set('IS_TEST', true); // TensorFlow.js checks that no kernel leaks data
      await engine.register();
    });
    const expectSameAsCpu = expectSameAsCpuOf(engine);
    const chosen: Chosen = (sizes) => sizes.filter((_, place) => !engine.isPart || place % 3 === 1);
    describeProducts(expectSameAsCpu, chosen);
    describeOperations(expectSameAsCpu, chosen);
    describeElementwise(engine.backend, expectSameAsCpu);
    describeOptimizer(engine.backend, expectSameAsCpu);
  });
}
