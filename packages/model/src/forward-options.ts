import { checkArgument, isRecord } from '@longrange/errors';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { checkState, type ModelState } from './model-state.ts';

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

export function checkRank(name: string, inputs: Tensor2D | Tensor3D, rank: 2 | 3): void {
  checkArgument(inputs?.shape?.length === rank, name, `a tensor of rank ${rank}`, inputs);
}

export function checkInputs(
  name: string,
  inputs: Tensor2D | Tensor3D,
  rank: 2 | 3,
  state: ModelState,
  layers: number,
): void {
  checkRank(name, inputs, rank);
  checkState(state, layers);
}

/** Checks options by hand rather than with a schema, because it runs at each step. */
export function checkForwardOptions(options: ForwardOptions): void {
  checkArgument(isRecord(options), 'options', 'an object', options);
  for (const key in options) {
    const isKnown = key === 'dropoutSeed' || key === 'tokenTable';
    checkArgument(isKnown, 'options', 'of `dropoutSeed` and `tokenTable` alone', options);
  }
  const { dropoutSeed, tokenTable } = options;
  const isSeed = dropoutSeed === undefined || Number.isInteger(dropoutSeed);
  checkArgument(isSeed, 'dropoutSeed', 'a whole number', dropoutSeed);
  if (tokenTable !== undefined) checkRank('tokenTable', tokenTable, 2);
}
