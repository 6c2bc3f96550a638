import { checkArgument } from '@longrange/errors';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';

/** Options of `CharacterModel.forward`. */
export interface ForwardOptions {
  /** Drop out after each recurrent layer; unsigned 32-bit, another for each step. Without it nothing is dropped. */
  readonly dropoutSeed?: number;
  /** What `tokenTable()` gave, where the parameters have not changed since: saves making it again. */
  readonly tokenTable?: Tensor2D;
}

export function checkRank(name: string, inputs: Tensor2D | Tensor3D, rank: 2 | 3): void {
  checkArgument(inputs?.shape?.length === rank, name, `a tensor of rank ${rank}`, inputs);
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
