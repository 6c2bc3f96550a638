import { type CharacterModel, networkOf } from '@longrange/model';
import { formatCount } from '../terminal/format.ts';

/** `LSTM, 2 layers of 256 units, embedding 64, 96 characters` */
export function describeModel({ config }: CharacterModel): string {
  const { layers, units, embeddingSize, vocabulary } = config;
  const { title, consistsOf } = networkOf(config);
  const parts = layers === 1 ? consistsOf.slice(0, -1) : consistsOf;
  const shape = `${layers} ${parts} of ${units} units`;
  return `${title}, ${shape}, embedding ${embeddingSize}, ${vocabulary.length} characters`;
}

export function describeModelWithSize(model: CharacterModel): string {
  return `${describeModel(model)}: ${formatCount(model.parameterCount)} parameters`;
}
