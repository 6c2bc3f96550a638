import {
  grads,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor,
} from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { GATED_DELTA, MATRIX_RECURRENCE, WINDOW_ATTENTION } from '../fused.ts';
import { gatedDelta } from '../gated-delta.ts';
import { matrixRecurrence } from '../matrix-recurrence.ts';
import type { GatedDeltaInputs, MatrixRecurrenceInputs } from '../matrix-state.ts';
import { type AttentionInputs, windowAttention } from '../window-attention.ts';
import { weightedSum } from './layers.ts';
import { type Chosen, type ExpectSameAsCpu, uniform, uniformTensor } from './numbers.ts';
import type { TestedOperation } from './operations.ts';

/** An operation over a sequence as its tests run it. */
export interface SequenceCase extends Pick<TestedOperation, 'kernels' | 'shapes'> {
  /** Tensors that it is differentiable by, by name; the first axis of those in `sequences` is time */
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly sequences: readonly string[];
  /** Outputs, then the state after the last character, by the names that it has among the inputs or in `state`. */
  run(
    inputs: Readonly<Record<string, Tensor>>,
    state?: Readonly<Record<string, Tensor>>,
  ): { outputs: Tensor; final: Readonly<Record<string, Tensor>> };
}

export interface MatrixSize {
  readonly T: number;
  readonly B: number;
  readonly H: number;
  readonly K: number;
  readonly V: number;
}

function between0And(most: number, shape: number[], seed: number): Tensor {
  const numbers = uniform(
    shape.reduce((a, b) => a * b, 1),
    seed,
  );
  return tensor(
    numbers.map((x) => ((x + 1) / 2) * most),
    shape,
  );
}

/** Shapes of all tensors of both recurrences of matrices */
function matrixShapes({ T, B, H, K, V }: MatrixSize): SequenceCase['shapes'] {
  const [queries, values, keep, initial] = [
    [T, B, H * K],
    [T, B, H * V],
    [T, B, H],
    [B, H, K, V],
  ];
  return {
    ...{ queries, keys: queries, values, keep, write: keep, initial, recurrentKernel: [H, V, V] },
    ...{ outputs: values, final: initial, errors: values, states: [Math.ceil(T / 16), B, H, K, V] },
  };
}

function matrixInputs({ T, B, H, K, V }: MatrixSize): Record<string, Tensor> {
  return {
    queries: uniformTensor([T, B, H * K], 1),
    keys: uniformTensor([T, B, H * K], 2, 1 / Math.sqrt(K)),
    values: uniformTensor([T, B, H * V], 3),
    keep: between0And(1, [T, B, H], 4),
    initial: uniformTensor([B, H, K, V], 5, 0.8),
  };
}

export function gatedDeltaCase(size: MatrixSize): SequenceCase {
  const { T, B, H } = size;
  return {
    ...{ kernels: GATED_DELTA, shapes: matrixShapes(size) },
    // Beyond 1, too, where the state's eigenvalues are negative.
    inputs: { ...matrixInputs(size), write: between0And(2, [T, B, H], 6) },
    sequences: ['queries', 'keys', 'values', 'keep', 'write'],
    run: ({ initial, ...inputs }, state = { initial: initial! }) => {
      const { outputs, final } = gatedDelta(inputs as unknown as GatedDeltaInputs, state.initial as Tensor4D);
      return { outputs, final: { initial: final } };
    },
  };
}

export function matrixRecurrenceCase(size: MatrixSize): SequenceCase {
  const { H, V } = size;
  return {
    ...{ kernels: MATRIX_RECURRENCE, shapes: matrixShapes(size) },
    inputs: { ...matrixInputs(size), recurrentKernel: uniformTensor([H, V, V], 7, 1.5 / Math.sqrt(V)) },
    sequences: ['queries', 'keys', 'values', 'keep'],
    run: ({ initial, recurrentKernel, ...inputs }, state = { initial: initial! }) => {
      const { outputs, final } = matrixRecurrence(
        inputs as unknown as MatrixRecurrenceInputs,
        recurrentKernel as Tensor3D,
        state.initial as Tensor4D,
      );
      return { outputs, final: { initial: final } };
    },
  };
}

export interface AttentionSize {
  readonly T: number;
  readonly B: number;
  readonly H: number;
  readonly K: number;
  readonly window: number;
}

/** Its sequences start with caches that are empty, full, or anything between. */
export function windowAttentionCase({ T, B, H, K, window }: AttentionSize): SequenceCase {
  const filled = Array.from({ length: B }, (_, b) => Math.round(((window - 1) * b) / Math.max(1, B - 1)));
  const cache = {
    keys: uniformTensor<Tensor3D>([B, window - 1, H * K], 4, 2),
    values: uniformTensor<Tensor3D>([B, window - 1, H * K], 5),
    filled: tensor(filled, [B, 1]) as Tensor2D,
  };
  const [sequence, cached, angles] = [
    [T, B, H * K],
    [B, window - 1, H * K],
    [window - 1 + T, K / 2],
  ];
  return {
    kernels: WINDOW_ATTENTION,
    shapes: {
      ...{ queries: sequence, keys: sequence, values: sequence, outputs: sequence, logSums: [T, B, H] },
      ...{ cacheKeys: cached, cacheValues: cached, finalKeys: cached, finalValues: cached, filled: [B, 1] },
      ...{ cosines: angles, sines: angles },
    },
    inputs: {
      queries: uniformTensor([T, B, H * K], 1, 2),
      keys: uniformTensor([T, B, H * K], 2, 2),
      values: uniformTensor([T, B, H * K], 3),
    },
    sequences: ['queries', 'keys', 'values'],
    run: (inputs, state = cache) => {
      const read = inputs as unknown as AttentionInputs;
      return windowAttention(read, { heads: H, window }, state as typeof cache);
    },
  };
}

/** All numbers of a result, in one list. */
export function caseTensors({ outputs, final }: ReturnType<SequenceCase['run']>): Tensor[] {
  return [outputs, ...Object.values(final)];
}

/** Outputs, final state, and the gradients by every input. */
export function resultsAndGradients({ inputs, run }: SequenceCase): Tensor[] {
  const names = Object.keys(inputs);
  const loss = (...tensors: Tensor[]) =>
    weightedSum(caseTensors(run(Object.fromEntries(names.map((name, i) => [name, tensors[i]!])))));
  return [...caseTensors(run(inputs)), ...grads(loss)(Object.values(inputs))];
}

/** Compares fused recurrences of matrices, and attention, with their compositions. */
export function describeSequences(expectSameAsCpu: ExpectSameAsCpu, chosen: Chosen): void {
  describe.each(
    chosen([
      { T: 1, B: 1, H: 1, K: 1, V: 1 },
      { T: 5, B: 2, H: 3, K: 6, V: 5 },
      // Around the steps after which a state is kept.
      { T: 16, B: 1, H: 2, K: 3, V: 17 },
      { T: 18, B: 2, H: 2, K: 48, V: 48 },
      { T: 35, B: 5, H: 1, K: 20, V: 16 },
    ]),
  )('T=$T B=$B H=$H K=$K V=$V', (size) => {
    it('gatedDelta equals its composition', () =>
      expectSameAsCpu(() => resultsAndGradients(gatedDeltaCase(size)), 3));

    it('matrixRecurrence equals its composition', () =>
      expectSameAsCpu(() => resultsAndGradients(matrixRecurrenceCase(size)), 4));
  });

  describe.each(
    chosen([
      { T: 1, B: 1, H: 1, K: 2, window: 2 },
      { T: 5, B: 3, H: 2, K: 6, window: 4 },
      // Longer than the sequence, and shorter, by more than a block of queries.
      { T: 14, B: 3, H: 2, K: 20, window: 41 },
      { T: 40, B: 2, H: 1, K: 48, window: 9 },
      { T: 25, B: 5, H: 1, K: 10, window: 25 },
    ]),
  )('T=$T B=$B H=$H K=$K w=$window', (size) => {
    it('windowAttention equals its composition', () =>
      expectSameAsCpu(() => resultsAndGradients(windowAttentionCase(size)), 3));
  });
}
