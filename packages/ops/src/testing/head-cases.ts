import {
  add,
  mul,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor,
} from '@tensorflow/tfjs-core';
import { GATED_DELTA, MATRIX_RECURRENCE, WINDOW_ATTENTION } from '../fused.ts';
import { gatedDelta } from '../gated-delta.ts';
import { matrixRecurrence } from '../matrix-recurrence.ts';
import { windowAttention } from '../window-attention.ts';
import type { OperationCase } from './cases.ts';
import { uniformTensor } from './numbers.ts';

type Sizes<Name extends string> = Readonly<Record<Name, number>>;

/** Both matrix recurrences */
export function matrixCases({
  T,
  B,
  H,
  K,
  V,
}: Sizes<'B' | 'H' | 'K' | 'T' | 'V'>): Record<'gatedDelta' | 'matrixRecurrence', OperationCase> {
  const [queries, values, keep, initial] = [
    [T, B, H * K],
    [T, B, H * V],
    [T, B, H],
    [B, H, K, V],
  ];
  const shapes = {
    queries,
    keys: queries,
    values,
    keep,
    write: keep,
    initial,
    recurrentKernel: [H, V, V],
    outputs: values,
    final: initial,
    errors: values,
    states: [Math.ceil(T / 16), B, H, K, V],
  };
  const between0And = (most: number, shape: number[], seed: number): Tensor =>
    mul(add(uniformTensor(shape, seed), 1), most / 2);
  const inputs = {
    queries: uniformTensor(queries, 1),
    keys: uniformTensor(queries, 2, 1 / Math.sqrt(K)),
    values: uniformTensor(values, 3),
    keep: between0And(1, keep, 4),
    initial: uniformTensor(initial, 5, 0.8),
  };
  return {
    gatedDelta: {
      kernels: GATED_DELTA,
      shapes,
      // Also above 1, where eigenvalues of the state transition are negative.
      inputs: { ...inputs, write: between0And(2, keep, 6) },
      run({ initial: before, ...given }) {
        const { outputs, final } = gatedDelta(given as never, before as Tensor4D);
        return [outputs, final];
      },
    },
    matrixRecurrence: {
      kernels: MATRIX_RECURRENCE,
      shapes,
      inputs: { ...inputs, recurrentKernel: uniformTensor([H, V, V], 7, 1.5 / Math.sqrt(V)) },
      run({ initial: before, recurrentKernel, ...given }) {
        const { outputs, final } = matrixRecurrence(
          given as never,
          recurrentKernel as Tensor3D,
          before as Tensor4D,
        );
        return [outputs, final];
      },
    },
  };
}

/** Case of attention, whose sequences start with caches that are empty, full, or anything between. */
export function attentionCase({
  T,
  B,
  H,
  K,
  window,
}: Sizes<'B' | 'H' | 'K' | 'T' | 'window'>): OperationCase {
  const filled = Array.from({ length: B }, (_, b) => Math.round(((window - 1) * b) / Math.max(1, B - 1)));
  const [sequence, cached, angles] = [
    [T, B, H * K],
    [B, window - 1, H * K],
    [window - 1 + T, K / 2],
  ];
  const cache = {
    keys: uniformTensor<Tensor3D>(cached, 4, 2),
    values: uniformTensor<Tensor3D>(cached, 5),
    filled: tensor(filled, [B, 1]) as Tensor2D,
  };
  return {
    kernels: WINDOW_ATTENTION,
    shapes: {
      queries: sequence,
      keys: sequence,
      values: sequence,
      outputs: sequence,
      logSums: [T, B, H],
      cacheKeys: cached,
      cacheValues: cached,
      finalKeys: cached,
      finalValues: cached,
      filled: [B, 1],
      cosines: angles,
      sines: angles,
    },
    inputs: {
      queries: uniformTensor(sequence, 1, 2),
      keys: uniformTensor(sequence, 2, 2),
      values: uniformTensor(sequence, 3),
    },
    run(inputs) {
      const { outputs, final } = windowAttention(inputs as never, { heads: H, window }, cache);
      return [outputs, ...Object.values<Tensor>(final)];
    },
  };
}
