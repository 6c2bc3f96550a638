import { concat, gather, mul, reshape, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';

/** State of one layer between two characters: float32 tensors of any rank by name, with the batch on axis 0. */
export type LayerState = { readonly [part: string]: Tensor };

/** States of all layers, first layer first. */
export type ModelState = LayerState[];

/** Tensors of a state by name: those of an LSTM are `0/hidden`, `0/cell`, `1/hidden`, …, [B, H] each. */
export function stateTensors(state: ModelState): Map<string, Tensor> {
  const entries = state.flatMap((layerState, layer) =>
    Object.entries(layerState).map(([part, tensor]) => [`${layer}/${part}`, tensor] as const),
  );
  return new Map(entries);
}

/**
 * Makes a state of the same form with every tensor replaced; the given tensors are not disposed of.
 *
 * @param change receives each tensor and its name as in `stateTensors`, and returns its replacement
 */
export function mapState(state: ModelState, change: (tensor: Tensor, name: string) => Tensor): ModelState {
  return state.map((layerState, layer) =>
    Object.fromEntries(
      Object.entries(layerState).map(([part, tensor]) => [part, change(tensor, `${layer}/${part}`)]),
    ),
  );
}

/** Makes a state of the same form from tensors in the order of `stateTensors`. */
export function stateOf(like: ModelState, tensors: readonly Tensor[]): ModelState {
  let next = 0;
  return mapState(like, () => tensors[next++]!);
}

/** Number of sequences in a state, B. */
function batchSizeOf(state: ModelState): number {
  return Object.values(state[0]!)[0]!.shape[0]!;
}

/** Frees a state's tensors. */
export function disposeState(state: ModelState): void {
  for (const tensor of stateTensors(state).values()) tensor.dispose();
}

/**
 * Selects rows of a state in the given order, each unchanged or zero. Disposes of the given state.
 *
 * @param rows row of `state` for each row of the result
 * @param zeroed true for each row of the result that starts from zero; the default is none
 */
export function selectState(
  state: ModelState,
  rows: readonly number[],
  zeroed: readonly boolean[] = [],
): ModelState {
  const same = rows.length === batchSizeOf(state) && rows.every((row, index) => row === index);
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

/** Copies rows of a state in the given order. */
export function copyRows(state: ModelState, rows: readonly number[]): ModelState {
  return mapState(state, (tensor) => tidy(() => gather(tensor, tensor1d([...rows], 'int32'))));
}

/** Concatenates the rows of all states. Disposes of the given states. */
export function joinStates(states: readonly ModelState[]): ModelState {
  const tensors = states.map(stateTensors);
  const joined = mapState(states[0]!, (_, name) => concat(tensors.map((named) => named.get(name)!)));
  for (const state of states) disposeState(state);
  return joined;
}
