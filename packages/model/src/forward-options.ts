import { checkArgument } from '@longrange/errors';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { checkState, type ModelState } from './model-state.ts';

/** Options of `CharacterModel.forward`. */
export interface ForwardOptions {
  /** Drop out after each recurrent layer; unsigned 32-bit, another for each step. Without it nothing is dropped. */
  readonly dropoutSeed?: number;
  /** What `tokenTable()` gave, where the parameters have not changed since: saves making it again. */
  readonly tokenTable?: Tensor2D;
}

/** What `CharacterModel.forward` gives. */
export interface ForwardResult {
  /** [T × B, V] float32, time-major: row t × B + b */
  readonly logits: Tensor2D;
  /** After the last character; the caller disposes of it. */
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

export function checkBatchSize(batchSize: number): void {
  const isSize = Number.isInteger(batchSize) && batchSize >= 0;
  checkArgument(isSize, 'batchSize', 'a whole number from 0', batchSize);
}

/** By hand: it is asked at each step. */
export function checkForwardOptions(options: ForwardOptions): void {
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  checkArgument(isObject, 'options', 'an object', options);
  for (const key in options)
    checkArgument(
      key === 'dropoutSeed' || key === 'tokenTable',
      'options',
      'of `dropoutSeed` and `tokenTable` alone',
      options,
    );
  const { dropoutSeed, tokenTable } = options;
  const isSeed = dropoutSeed === undefined || Number.isInteger(dropoutSeed);
  checkArgument(isSeed, 'dropoutSeed', 'a whole number', dropoutSeed);
  const isTable = tokenTable === undefined || tokenTable?.shape?.length === 2;
  checkArgument(isTable, 'tokenTable', 'what `tokenTable()` gave', tokenTable);
}
