import { GATED_DELTA, MATRIX_RECURRENCE } from '@longrange/ops/internal';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { JobName } from '../jobs.ts';
import { sumOfRows } from './elementwise.ts';
import type { KernelCall, NamedKernel } from './kernel.ts';
import { gradientsOf, type NamedShapes, padded, refuse, runNamedJob, saves, shapeOf } from './operands.ts';

/** Number of steps after which a state is kept for the gradient; those between are recomputed. */
const EVERY = 16;

interface Size {
  readonly T: number;
  readonly B: number;
  readonly H: number;
  readonly K: number;
  readonly V: number;
}

/** Reads the sizes from the first axis of the queries and the last four of the tensor of states */
function sizeOf(call: KernelCall, states: 'initial' | 'states'): Size {
  const [T = 0] = shapeOf(call, 'queries');
  const shape = shapeOf(call, states);
  const rank = states === 'initial' ? 4 : 5;
  const [B = 0, H = 0, K = 0, V = 0] = shape.slice(-4);
  if (T * B * H * K * V === 0 || shape.length !== rank)
    refuse(call, states, 'to end with [B, H, K, V], for steps and sequences', `[${shape.join(', ')}], ${T}`);
  return { T, B, H, K, V };
}

/** The shapes of the tensors of both recurrences. */
function shapesOf({ T, B, H, K, V }: Size) {
  const [queries, values, gates, initial] = [
    [T, B, H * K],
    [T, B, H * V],
    [T, B, H],
    [B, H, K, V],
  ];
  return {
    queries,
    keys: queries,
    values,
    keep: gates,
    write: gates,
    initial,
    recurrentKernel: [H, V, V],
    outputs: values,
    final: initial,
    errors: values,
    states: [Math.ceil(T / EVERY), ...initial],
  };
}

/** Runs a job that splits the heads of all sequences, with the given numbers of scratch for each thread. */
function runByHead(
  call: KernelCall,
  job: JobName,
  size: Size,
  scratchNumbers: number,
  inputs: NamedShapes,
  outputs: NamedShapes,
  others: { readonly [word: string]: number } = {},
): TensorInfo[] {
  const scratchBytes = scratchNumbers * 4;
  const scratch = call.scratch(scratchBytes * call.backend.engine.threads);
  const words = { ...size, every: EVERY, scratch, scratchBytes, ...others };
  const { T, B, H, K, V } = size;
  return runNamedJob(call, job, words, inputs, outputs, T * B * H * K * V);
}

function gatedDelta(call: KernelCall): TensorInfo[] {
  const size = sizeOf(call, 'initial');
  const { queries, keys, values, keep, write, initial, outputs, final, errors, states } = shapesOf(size);
  const inputs = { queries, keys, values, keep, write, initial };
  const results = saves(call) ? { outputs, final, errors, states } : { outputs, final };
  const scratch = (size.K + 4) * padded(size.V);
  // The address 0 means that a tensor is not saved.
  return runByHead(call, 'gatedDelta', size, scratch, inputs, results, { errors: 0, states: 0 });
}

function gatedDeltaGradient(call: KernelCall): TensorInfo[] {
  const size = sizeOf(call, 'states');
  const { K, V } = size;
  const { queries, keys, values, keep, write, initial, outputs, final, errors, states } = shapesOf(size);
  return runByHead(
    call,
    'gatedDeltaGradient',
    size,
    (K + 5) * padded(V) + ((1 + EVERY) * V + 7) * padded(K),
    { queries, keys, keep, write, errors, states, ...gradientsOf({ outputs, final }) },
    gradientsOf({ queries, keys, values, keep, write, initial }),
  );
}

function matrixRecurrence(call: KernelCall): TensorInfo[] {
  const size = sizeOf(call, 'initial');
  const { K, V } = size;
  const { queries, keys, values, keep, recurrentKernel, initial, outputs, final, states } = shapesOf(size);
  const inputs = { queries, keys, values, keep, recurrentKernel, initial };
  const results = saves(call) ? { outputs, final, states } : { outputs, final };
  const scratch = (2 * K + V + 2) * padded(V);
  return runByHead(call, 'matrixRecurrence', size, scratch, inputs, results, { states: 0 });
}

function matrixRecurrenceGradient(call: KernelCall): TensorInfo[] {
  const size = sizeOf(call, 'states');
  const { B, H, K, V } = size;
  const { queries, keys, values, keep, recurrentKernel, initial, outputs, final, states } = shapesOf(size);
  const given = { queries, keys, values, keep, recurrentKernel, states };
  const inputs = { ...given, ...gradientsOf({ outputs, final }) };
  const results = gradientsOf({ queries, keys, values, keep, initial });
  const scratch = (3 * V + (1 + 2 * EVERY) * K + 6) * padded(V);
  // Summed per sequence first, so that the result is the same for any number of threads.
  const partial = call.scratch(B * H * V * V * 4);
  const gradients = runByHead(call, 'matrixRecurrenceGradient', size, scratch, inputs, results, { partial });
  const byKernel = sumOfRows(call, B, recurrentKernel, partial);
  return [...gradients.slice(0, -1), byKernel, ...gradients.slice(-1)];
}

export const matrixStateKernels: readonly NamedKernel[] = [
  [GATED_DELTA.forward, gatedDelta],
  [GATED_DELTA.gradient, gatedDeltaGradient],
  [MATRIX_RECURRENCE.forward, matrixRecurrence],
  [MATRIX_RECURRENCE.gradient, matrixRecurrenceGradient],
];
