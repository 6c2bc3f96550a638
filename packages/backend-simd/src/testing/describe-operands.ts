import {
  ADAM_STEPS,
  CAUSAL_CONVOLUTION,
  DROPOUT,
  GENERATE,
  GRU,
  LSTM,
  RMS_NORM,
  RNN,
  SILU,
  SOFTMAX_CROSS_ENTROPY,
  SOFTMAX_CROSS_ENTROPY_GRADIENT,
  SQUARED_NORMS,
} from '@longrange/ops/internal';
import {
  attentionCase,
  featureCases,
  layerCases,
  matrixCases,
  type OperationCase,
  uniformTensor,
} from '@longrange/ops/testing';
import { abs, engine, type NamedTensorMap, type Tensor, tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { EngineBackend } from '../engine-backend.ts';

const [T, B, H, V, N] = [3, 2, 5, 7, 6];

/** Valid call of a kernel. */
interface Call {
  readonly kernel: string;
  readonly shapes: { readonly [input: string]: readonly number[] };
  readonly attributes?: object;
  /** Inputs that are ids, with the size of the range that these are in. */
  readonly ids?: { readonly [input: string]: number };
  /** Axes from which the kernel takes a size that nothing else determines, such as `x.0`: any other size is valid, too. */
  readonly free?: readonly string[];
}

/** Values of `Call.free` by operation. */
const freeAxes: Readonly<Record<string, readonly string[]>> = {
  [SILU.forward]: ['x', 'x.0', 'x.1', 'x.2'],
  [RMS_NORM.forward]: ['x', 'x.0', 'x.1'],
  [CAUSAL_CONVOLUTION.forward]: ['x.0'],
  ...Object.fromEntries(
    [LSTM, GRU, RNN].flatMap(({ from }) => [
      [from.preactivations.forward, ['preactivations.0']],
      [from.tokens.forward, ['table.0', 'tokens.0']],
      [from.tokens.gradient, ['table.0']],
      [from.inputs.forward, ['inputs.0']],
    ]),
  ),
};

function operationCalls({ kernels, shapes }: Pick<OperationCase, 'kernels' | 'shapes'>): Call[] {
  const call = (kernel: string, names: readonly string[], others: Call['shapes'] = {}): Call => ({
    kernel,
    shapes: { ...Object.fromEntries(names.map((name) => [name, shapes[name]!])), ...others },
    ...(names.includes('tokens') && { ids: { tokens: V } }),
    free: freeAxes[kernel] ?? [],
  });
  const gradients = kernels.results.map((name) => [`${name}Gradient`, shapes[name]!] as const);
  // The gradient of a recurrent bias does not depend on the bias.
  const needs = kernels.needs.filter((name) => name !== 'recurrentBias');
  return [
    call(kernels.forward, kernels.inputs),
    call(kernels.gradient, needs, Object.fromEntries(gradients)),
  ];
}

const matrix = [4, 3];
const calls: readonly Call[] = [
  ...[
    ...Object.values(layerCases({ T, B, H, V })),
    ...Object.values(featureCases(T, B, H, 3)),
    ...Object.values(matrixCases({ T, B, H: 2, K: H, V })),
    attentionCase({ T, B, H: 2, K: N, window: 5 }),
  ].flatMap(operationCalls),
  {
    kernel: SOFTMAX_CROSS_ENTROPY,
    shapes: { logits: [N, V], targets: [N] },
    ids: { targets: V },
    free: ['logits.1'],
  },
  {
    kernel: SOFTMAX_CROSS_ENTROPY_GRADIENT,
    shapes: { residual: [N, V], lossesGradient: [N] },
    free: ['residual.1'],
  },
  { kernel: DROPOUT, shapes: { x: matrix }, attributes: { rate: 0.5, seed: 1 }, free: ['x.0', 'x.1', 'x'] },
  {
    kernel: SQUARED_NORMS,
    shapes: { x0: matrix, x1: [B] },
    attributes: { count: 2 },
    free: ['x0.0', 'x0.1', 'x0', 'x1.0', 'x1'],
  },
  {
    kernel: ADAM_STEPS,
    shapes: {
      parameter0: matrix,
      gradient0: matrix,
      firstMoment0: matrix,
      secondMoment0: matrix,
      parameter1: [B],
      gradient1: [B],
      firstMoment1: [B],
      secondMoment1: [B],
    },
    attributes: {
      learningRate: 1e-3,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
      step: 1,
      gradientScales: [1, 0.5],
      donate: true,
    },
  },
  {
    kernel: GENERATE,
    shapes: {
      tokens: [B],
      table: [V, 4 * H],
      denseKernel: [H, V],
      denseBias: [V],
      recurrentKernel0: [H, 4 * H],
      hidden0: [B, H],
      cell0: [B, H],
      kernel1: [H, 4 * H],
      bias1: [4 * H],
      recurrentKernel1: [H, 4 * H],
      hidden1: [B, H],
      cell1: [B, H],
    },
    attributes: {
      steps: 4,
      layers: 2,
      cell: 'lstm',
      temperature: 1,
      topK: V,
      topP: 1,
      uniforms: new Float64Array(4 * B).fill(0.3),
    },
    ids: { tokens: V },
    // More characters can be read than written.
    free: ['table.0+'],
  },
];

function inputsOf({ shapes, ids = {} }: Call): NamedTensorMap {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape], i) => [
      name,
      name in ids ? zeros([...shape], 'int32') : abs(uniformTensor([...shape], i)),
    ]),
  );
}

function run({ kernel, attributes = {} }: Call, inputs: NamedTensorMap): Tensor[] {
  const results: Tensor | Tensor[] = engine().runKernel(kernel, inputs, { ...attributes });
  return [results].flat();
}

/** Yields every way in which one input can be wrong: a description, and the input. */
function* mutations(
  { shapes, ids = {}, free = [] }: Call,
  name: string,
): Generator<[string, Tensor | undefined]> {
  const shape = shapes[name]!;
  const dtype = name in ids ? 'int32' : 'float32';
  yield ['missing', undefined];
  yield ['of another type', zeros([...shape], dtype === 'int32' ? 'float32' : 'int32')];
  if (!free.includes(name)) yield ['with another axis', zeros([...shape, 1], dtype)];
  if (!free.includes(name)) yield ['with an axis less', zeros(shape.slice(1), dtype)];
  for (const [axis, size] of shape.entries()) {
    if (free.includes(`${name}.${axis}`)) continue;
    const other = (changed: number) =>
      zeros(
        shape.map((s, i) => (i === axis ? changed : s)),
        dtype,
      );
    yield [`empty along axis ${axis}`, other(0)];
    yield [`smaller along axis ${axis}`, other(size - 1)];
    if (!free.includes(`${name}.${axis}+`)) yield [`larger along axis ${axis}`, other(size + 1)];
  }
  const size = ids[name];
  if (size === undefined) return;
  const elements = shape.reduce((a, b) => a * b, 1);
  for (const id of [size, -2, 2 ** 31 - 1, -(2 ** 31)])
    yield [`with the id ${id}`, tensor(new Int32Array(elements).fill(id, -1), [...shape], 'int32')];
}

/**
 * Tests that kernels of the current backend check their inputs themselves: a wrong size or id is an error before any job runs, and leaks
 * no memory.
 */
export function describeOperands(): void {
  describe.each(calls.map((call) => [call.kernel, call] as const))('%s, run directly', (_, call) => {
    const current = () => (engine().backend as EngineBackend).engine;

    it('takes what fits', () => {
      tidy(() => {
        for (const result of run(call, inputsOf(call)))
          expect(result.dataSync().every(Number.isFinite)).toBe(true);
      });
    });

    it.each(Object.keys(call.shapes))('refuses another `%s`', (name) => {
      tidy(() => {
        const inputs = inputsOf(call);
        run(call, inputs);
        for (const [what, mutated] of mutations(call, name)) {
          // An earlier call may have moved other inputs into the engine's memory.
          const { jobsRun } = current();
          const attempt = () => run(call, { ...inputs, [name]: mutated } as NamedTensorMap);
          expect(attempt, what).toThrow(expect.objectContaining({ code: 'ENGINE_OPERAND' }));
          expect(current().jobsRun, what).toBe(jobsRun);
        }
      });
    });

    it('gives memory back after a refusal, and after an input that is disposed of', () => {
      const { heap } = current();
      const used = heap.usedBytes;
      tidy(() => {
        const inputs = inputsOf(call);
        const [name] = Object.keys(call.shapes) as [string];
        expect(() => run(call, { ...inputs, [name]: undefined } as unknown as NamedTensorMap)).toThrow();
        inputs[name]!.dispose();
        expect(() => run(call, inputs)).toThrow();
      });
      expect(heap.usedBytes).toBe(used);
    });
  });

  it.each(['forward', 'gradient'] as const)('%s of a layer refuses inputs without numbers', (direction) => {
    tidy(() => {
      const call = calls.find((one) => one.kernel === LSTM.from.inputs[direction])!;
      const inputs = { ...inputsOf(call), inputs: zeros([T, B, 0]), kernel: zeros([0, 4 * H]) };
      expect(() => run(call, inputs)).toThrow(expect.objectContaining({ code: 'ENGINE_OPERAND' }));
    });
  });

  it.each([
    [GENERATE, { steps: 0 }],
    [GENERATE, { steps: 1.5 }],
    [GENERATE, { layers: 3 }],
    [GENERATE, { layers: 0 }],
    [GENERATE, { cell: 'transformer' }],
    [GENERATE, { uniforms: new Float64Array(3) }],
    [SQUARED_NORMS, { count: 1 }],
    [SQUARED_NORMS, { count: 3 }],
    [SQUARED_NORMS, { count: Number.NaN }],
    [ADAM_STEPS, { gradientScales: [1] }],
    [ADAM_STEPS, { gradientScales: [1, 1, 1] }],
  ])('%s refuses other attributes: %o', (kernel, attributes) => {
    const call = calls.find((one) => one.kernel === kernel)!;
    tidy(() => {
      expect(() =>
        run({ ...call, attributes: { ...call.attributes, ...attributes } }, inputsOf(call)),
      ).toThrow(expect.objectContaining({ code: 'ENGINE_OPERAND' }));
    });
  });
}
