import { checkArgument } from '@longrange/errors';
import type { HiddenState } from '@longrange/ops';
import type { Tensor2D } from '@tensorflow/tfjs-core';

/** The state of one recurrent layer between two characters: what its cell has of it, [B, H] float32 each. */
export interface LayerState extends HiddenState {
  /** [B, H] float32; of an LSTM alone */
  readonly cell?: Tensor2D;
}

/** The state of every recurrent layer, first layer first. */
export type ModelState = LayerState[];

/** A state's tensors, [B, H] float32 each, by name: `0/hidden`, `0/cell`, `1/hidden`, … */
export function stateTensors(state: ModelState): Map<string, Tensor2D> {
  checkState(state);
  const entries = state.flatMap((layerState, layer) =>
    Object.entries<Tensor2D>({ ...layerState }).map(
      ([part, tensor]) => [`${layer}/${part}`, tensor] as const,
    ),
  );
  return new Map(entries);
}

/**
 * A state of the same form with every tensor changed; the tensors given are not disposed of.
 *
 * @param change given each tensor, [B, H] float32, and its name as in `stateTensors`; returns the one to take its place
 */
export function mapState(
  state: ModelState,
  change: (tensor: Tensor2D, name: string) => Tensor2D,
): ModelState {
  checkState(state);
  checkArgument(typeof change === 'function', 'change', 'a function', change);
  return state.map(({ hidden, cell }, layer) => ({
    hidden: change(hidden, `${layer}/hidden`),
    ...(cell !== undefined && { cell: change(cell, `${layer}/cell`) }),
  }));
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

function isLayer(layer: ModelState[number]): boolean {
  return Array.isArray(layer?.hidden?.shape);
}
