import { CharacterModel, type ModelConfigInput } from '@longrange/model';

/** Makes a model small enough for the cpu backend: V 5, E 3, H 4, two layers. */
export function tinyModel(config: Partial<ModelConfigInput> = {}, seed = 7): CharacterModel {
  return CharacterModel.initialize(
    { embeddingSize: 3, units: 4, vocabulary: ['\n', 'a', 'b', '(', ')'], ...config },
    { seed },
  );
}
