import { checkArgument } from '@longrange/errors';
import { concat, gather, mul, reshape, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import {
  batchSizeOf,
  checkState,
  disposeState,
  type ModelState,
  mapState,
  stateTensors,
} from '../model-state.ts';

/**
 * Some rows of a state, in the given order, each as it was or zero. Disposes of the state given.
 *
 * @param rows row of `state` for each row of the result
 * @param zeroed whether that row of the result starts from zero; without it none does
 */
export function selectState(
  state: ModelState,
  rows: readonly number[],
  zeroed: readonly boolean[] = [],
): ModelState {
  checkState(state);
  const B = batchSizeOf(state);
  checkRows('rows', rows, B);
  const areZeroed = Array.isArray(zeroed) && zeroed.every((fresh) => typeof fresh === 'boolean');
  checkArgument(areZeroed, 'zeroed', 'a list of booleans', zeroed);
  const same = rows.length === B && rows.every((row, index) => row === index);
  const zero = zeroed.some((fresh) => fresh);
  if (same && !zero) return state;
  const select = (tensor: Tensor): Tensor =>
    tidy(() => {
      const chosen = same ? tensor : gather(tensor, tensor1d([...rows], 'int32'));
      if (!zero) return chosen;
      const mask = tensor1d(zeroed.map((fresh) => (fresh ? 0 : 1)));
      return mul(chosen, reshape(mask, [zeroed.length, ...tensor.shape.slice(1).fill(1)]));
    });
  const selected = mapState(state, select);
  disposeState(state);
  return selected;
}

/** A copy of some rows of a state, in the given order. */
export function copyRows(state: ModelState, rows: readonly number[]): ModelState {
  checkState(state);
  checkRows('rows', rows, batchSizeOf(state));
  return mapState(state, (tensor) => tidy(() => gather(tensor, tensor1d([...rows], 'int32'))));
}

/** The rows of all states, one after the other. Disposes of the states given. */
export function joinStates(states: readonly ModelState[]): ModelState {
  checkArgument(Array.isArray(states) && states.length > 0, 'states', 'a list of states', states);
  const tensors = states.map(stateTensors);
  const joined = mapState(states[0]!, (_, name) => concat(tensors.map((named) => named.get(name)!)));
  for (const state of states) disposeState(state);
  return joined;
}

/** @throws LongrangeError ARGUMENT_INVALID for what are no rows of a state of B rows */
function checkRows(name: string, rows: readonly number[], B: number): void {
  const areRows = Array.isArray(rows) && rows.every((row) => Number.isInteger(row) && row >= 0 && row < B);
  checkArgument(areRows, name, `a list of rows from 0 to ${B - 1}`, rows);
}
