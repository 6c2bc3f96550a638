import { concat, gather, mul, type Tensor2D, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { disposeState, type ModelState, mapState, stateTensors } from '../model-state.ts';

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
  const B = state[0]!.hidden.shape[0];
  const same = rows.length === B && rows.every((row, index) => row === index);
  const zero = zeroed.some((fresh) => fresh);
  if (same && !zero) return state;
  const select = (tensor: Tensor2D): Tensor2D =>
    tidy(() => {
      const chosen = same ? tensor : gather(tensor, tensor1d([...rows], 'int32'));
      if (!zero) return chosen;
      const mask = zeroed.map((fresh) => (fresh ? 0 : 1));
      return mul(chosen, tensor2d(mask, [mask.length, 1])) as Tensor2D;
    });
  const selected = mapState(state, select);
  disposeState(state);
  return selected;
}

/** A copy of some rows of a state, in the given order. */
export function copyRows(state: ModelState, rows: readonly number[]): ModelState {
  return mapState(state, (tensor) => tidy(() => gather(tensor, tensor1d([...rows], 'int32'))));
}

/** The rows of all states, one after the other. Disposes of the states given. */
export function joinStates(states: readonly ModelState[]): ModelState {
  const tensors = states.map(stateTensors);
  const joined = mapState(states[0]!, (_, name) => concat(tensors.map((named) => named.get(name)!)));
  for (const state of states) disposeState(state);
  return joined;
}
