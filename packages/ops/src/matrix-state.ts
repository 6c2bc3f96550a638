import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { checkTensor, shapeOf } from './check-shape.ts';

/** Inputs of `gatedDelta`: T characters of B sequences, H heads of K keys and V values, time-major, all float32. */
export interface GatedDeltaInputs {
  /** [T, B, H · K] */
  readonly queries: Tensor3D;
  /** [T, B, H · K] */
  readonly keys: Tensor3D;
  /** [T, B, H · V] */
  readonly values: Tensor3D;
  /** [T, B, H], the share of the state that is kept */
  readonly keep: Tensor3D;
  /** [T, B, H], the share of the value held by a key that the new one replaces: none at 0, all at 1 */
  readonly write: Tensor3D;
}

/** Inputs of `matrixRecurrence` */
export type MatrixRecurrenceInputs = Omit<GatedDeltaInputs, 'write'>;

/** Outputs of a recurrence whose state is a matrix, and the state after the last step */
export interface MatrixStateResult {
  /** [T, B, H · V] float32 */
  readonly outputs: Tensor3D;
  /** [B, H, K, V] float32 */
  readonly final: Tensor4D;
}

export const MATRIX_STATE_HINT =
  'a state is [B, H, K, V]; queries and keys are [T, B, H · K], values [T, B, H · V], what gates them [T, B, H].';

/**
 * Checks the inputs of a matrix recurrence, and its state.
 *
 * @param gates names of the inputs that are gates
 * @throws LongrangeError OPS_SHAPE, OPS_ARGUMENT
 */
export function checkMatrixState<Gate extends 'keep' | 'write'>(
  op: string,
  inputs: Pick<GatedDeltaInputs, 'keys' | 'queries' | 'values' | Gate>,
  gates: readonly Gate[],
  initial: Tensor4D,
): void {
  const [B, H, K, V] = shapeOf(op, 'initial', initial);
  checkTensor(op, 'initial', initial, [B, H, K, V], 'float32', MATRIX_STATE_HINT);
  const [T] = shapeOf(op, 'queries', inputs.queries);
  const check = (name: 'keys' | 'queries' | 'values' | Gate, width: number) =>
    checkTensor(op, name, inputs[name], [T, B, width], 'float32', MATRIX_STATE_HINT);
  check('queries', H * K);
  check('keys', H * K);
  check('values', H * V);
  for (const gate of gates) check(gate, H);
}
