import { checkArgument } from '@longrange/errors';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { ModelState } from './model-state.ts';

/** Options of `CharacterModel.forward`. */
export interface ForwardOptions {
  /** Seed of dropout after each recurrent layer: unsigned 32-bit, a different one for each step. Without it, nothing is dropped. */
  readonly dropoutSeed?: number;
  /** Result of `tokenTable()`, if the parameters have not changed since; saves computing it again. */
  readonly tokenTable?: Tensor2D;
}

/** Result of `CharacterModel.forward`. */
export interface ForwardResult {
  /** [T × B, V] float32, time-major: row t × B + b */
  readonly logits: Tensor2D;
  /** State after the last character; the caller disposes of it. */
  readonly state: ModelState;
}

/** @throws LongrangeError ARGUMENT_INVALID for anything but a tensor of that rank */
export function checkRank(name: string, inputs: Tensor2D | Tensor3D, rank: 2 | 3): void {
  checkArgument(inputs?.shape?.length === rank, name, `a tensor of rank ${rank}`, inputs);
}

/** @throws LongrangeError ARGUMENT_INVALID for anything but a tensor of that rank, and a state of that many layers */
export function checkInputs(
  name: string,
  inputs: Tensor2D | Tensor3D,
  rank: 2 | 3,
  state: ModelState,
  layers: number,
): void {
  checkRank(name, inputs, rank);
  const expected = `a state of ${layers} layers, as \`zeroState\` gives it`;
  checkArgument(state?.length === layers, 'state', expected, state);
}
