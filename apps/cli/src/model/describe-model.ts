import type { CharacterModel } from '@longrange/model';
import { formatCount } from '../terminal/format.ts';

/** `LSTM, 2 layers of 256 units, embedding 64, 96 characters` */
export function describeModel({ config }: CharacterModel): string {
  const { cell, layers, units, embeddingSize, vocabulary } = config;
  const shape = `${layers} ${layers === 1 ? 'layer' : 'layers'} of ${units} units`;
  return `${cell.toUpperCase()}, ${shape}, embedding ${embeddingSize}, ${vocabulary.length} characters`;
}

export function describeModelWithSize(model: CharacterModel): string {
  return `${describeModel(model)}: ${formatCount(model.parameterCount)} parameters`;
}
