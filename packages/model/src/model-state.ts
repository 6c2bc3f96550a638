import { checkArgument } from '@longrange/errors';
import type { Tensor } from '@tensorflow/tfjs-core';

/** The state of one layer between two characters: float32 tensors of any rank by name, the batch on axis 0. */
export type LayerState = { readonly [part: string]: Tensor };

/** The state of every layer, first layer first. */
export type ModelState = LayerState[];

/** A state's tensors by name: of an LSTM `0/hidden`, `0/cell`, `1/hidden`, …, [B, H] each. */
export function stateTensors(state: ModelState): Map<string, Tensor> {
  checkState(state);
  const entries = state.flatMap((layerState, layer) =>
    Object.entries(layerState).map(([part, tensor]) => [`${layer}/${part}`, tensor] as const),
  );
  return new Map(entries);
}

/**
 * A state of the same form with every tensor changed; the tensors given are not disposed of.
 *
 * @param change given each tensor and its name as in `stateTensors`; returns the one to take its place
 */
export function mapState(state: ModelState, change: (tensor: Tensor, name: string) => Tensor): ModelState {
  checkState(state);
  checkArgument(typeof change === 'function', 'change', 'a function', change);
  return state.map((layerState, layer) =>
    Object.fromEntries(
      Object.entries(layerState).map(([part, tensor]) => [part, change(tensor, `${layer}/${part}`)]),
    ),
  );
}

/** Sequences of a state, B. */
export function batchSizeOf(state: ModelState): number {
  return Object.values(state[0]!)[0]!.shape[0]!;
}

/** Frees a state's tensors. */
export function disposeState(state: ModelState): void {
  for (const tensor of stateTensors(state).values()) tensor.dispose();
}

/** @throws LongrangeError ARGUMENT_INVALID for what is no state, or none of this many layers */
export function checkState(state: ModelState, layers?: number): void {
  const isState =
    Array.isArray(state) &&
    state.every(isLayer) &&
    state.length > 0 &&
    state.length === (layers ?? state.length);
  const expected = `a state of ${layers === undefined ? 'a model' : `${layers} layers`}, as \`zeroState\` gives it`;
  checkArgument(isState, 'state', expected, state);
}

function isLayer(layer: LayerState): boolean {
  const tensors = Object.values(layer ?? {});
  return tensors.length > 0 && tensors.every((tensor) => Array.isArray(tensor?.shape));
}
