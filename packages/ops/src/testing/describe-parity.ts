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
import { describeIdChecks } from './describe-id-checks.ts';
import { describeOptimizer } from './describe-optimizer.ts';
import { layerCase, resultTensors, type TestedLayer, testedLayers, weightedSum } from './layers.ts';
import { type Chosen, type ExpectSameAsCpu, relativeError, uniformTensor, valuesOn } from './numbers.ts';
import { operationInputs, testedOperations } from './operations.ts';
import { describeSequences } from './sequence-cases.ts';

/** An engine with kernels of its own, as the parity tests see it. */
export interface TestedEngine {
  /** Name of its backend in TensorFlow.js */
  readonly backend: string;
  /** Registers the backend with TensorFlow.js. */
  register(): Promise<unknown>;
  /** Number of jobs run with kernels of its own; called while it is TensorFlow.js's backend */
  jobsRun(): number;
  /** Compares at a third of the sizes. */
  readonly isPart?: boolean;
}

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

function describeRecurrentLayer(
  name: string,
  layer: TestedLayer,
  expectSameAsCpu: ExpectSameAsCpu,
  chosen: Chosen,
): void {
  const gradients = (run: (inputs: readonly Tensor[]) => Tensor[], inputs: readonly Tensor[]): Tensor[] =>
    grads((...tensors: Tensor[]) => weightedSum(run(tensors)))([...inputs]);

  describe.each(
    chosen([
      [1, 1, 4],
      [5, 3, 6],
      [2, 4, 5],
      [4, 9, 12],
      [4, 16, 50],
      [3, 20, 34],
      [3, 33, 64],
      [7, 5, 97],
      // More rows than an engine's cache may hold of their pre-activations.
      [5, 900, 6],
    ]),
  )(`${name}, T=%i B=%i H=%i`, (T, B, H) => {
    it('equals its composition in outputs, final state and every gradient', async () => {
      await expectSameAsCpu(() => {
        const { inputs } = layerCase(layer.kernels, T, B, H);
        const run = (tensors: readonly Tensor[]) => resultTensors(layer.fused(tensors));
        return [...run(inputs), ...gradients(run, inputs)];
      });
    });

    it('from tokens equals it too', async () => {
      await expectSameAsCpu(() => {
        // Of many rows, the plain backend adds up the gradients of 97 tokens in seconds.
        const { tokens, tableInputs } = layerCase(layer.kernels, T, B, H, B > 9 ? 7 : 97);
        const run = (tensors: readonly Tensor[]) => resultTensors(layer.fusedFromTokens(tokens, tensors));
        return [...run(tableInputs), ...gradients(run, tableInputs)];
      });
    });

    it('from inputs equals it too', async () => {
      await expectSameAsCpu(() => {
        const { layerInputs } = layerCase(layer.kernels, T, B, H);
        const run = (tensors: readonly Tensor[]) => resultTensors(layer.fusedFromInputs(tensors));
        return [...run(layerInputs), ...gradients(run, layerInputs)];
      });
    });
  });
}

function describeOperations(expectSameAsCpu: ExpectSameAsCpu, chosen: Chosen): void {
  describe.each(
    chosen([
      [1, 1, 2, 2],
      [5, 3, 7, 4],
      // Fewer steps than a convolution sees.
      [2, 3, 20, 5],
      [4, 17, 33, 3],
      [40, 5, 50, 4],
      [9, 16, 128, 1],
    ]),
  )('T=%i B=%i D=%i W=%i', (T, B, D, W) => {
    it.each(Object.entries(testedOperations(T, B, D, W)))(
      '%s equals its composition in results and every gradient',
      async (_, operation) => {
        await expectSameAsCpu(() => {
          const inputs = operationInputs(operation);
          const loss = (...tensors: Tensor[]) => weightedSum(operation.run(tensors));
          return [...operation.run(inputs), ...grads(loss)(inputs)];
        }, 2);
      },
    );
  });
}

function describeTrace(expectSameAsCpu: ExpectSameAsCpu): void {
  it('lstmTrace shows the gates and cells of its composition', async () => {
    await expectSameAsCpu(() => {
      const [x, u, hidden, cell] = layerCase(testedLayers.lstm.kernels, 7, 5, 20).inputs;
      const { outputs, final, gates, cells } = lstmTrace(x as Tensor3D, u as Tensor2D, {
        hidden: hidden as Tensor2D,
        cell: cell as Tensor2D,
      });
      return [outputs, final.hidden, final.cell, gates, cells];
    });
  });
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
      // Every third is ignored, from the second on.
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

  it('sums of columns, sums and products', async () => {
    await expectSameAsCpu(() => {
      const x = uniformTensor<Tensor2D>([700, 130], 1);
      const y = uniformTensor<Tensor2D>([700, 130], 2);
      return [
        ...[sum(x, 0), sum(x, 1), add(x, y)],
        ...[mul(x, y), mul(2.5, x), mul(x, uniformTensor([1, 1], 3))],
      ];
    });
  });
}

/** Compares an engine with TensorFlow.js's CPU backend, and tests what every engine refuses. */
export function describeParity(name: string, engine: TestedEngine): void {
  describe(name, () => {
    beforeAll(async () => {
      env().set('IS_TEST', true); // TensorFlow.js checks that no kernel leaks data
      await engine.register();
    });
    const expectSameAsCpu = expectSameAsCpuOf(engine);
    const chosen: Chosen = (sizes) => sizes.filter((_, place) => !engine.isPart || place % 3 === 1);
    describeProducts(expectSameAsCpu, chosen);
    for (const [cell, layer] of Object.entries(testedLayers))
      describeRecurrentLayer(cell, layer, expectSameAsCpu, chosen);
    describeOperations(expectSameAsCpu, chosen);
    describeTrace(expectSameAsCpu);
    describeSequences(expectSameAsCpu, chosen);
    describeElementwise(engine.backend, expectSameAsCpu);
    describeOptimizer(engine.backend, expectSameAsCpu);
    describe('refusals', () => {
      beforeAll(async () => {
        await setBackend(engine.backend);
      });
      describeIdChecks();
    });
  });
}
