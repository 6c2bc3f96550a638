import * as formats from '@longrange/formats';
import { type Door, data, door, whole } from '../wrong-calls.ts';
import { config, values } from './model.ts';

const weights = data({ config: whole(config), values });
const file = formats.writeSafetensors({ config, values });
const named = data({ config: whole(config), values, hasVocabulary: false });

export const formatsDoors: readonly Door[] = [
  door('isCharacter', formats.isCharacter, 'a'),
  door('namesModelFile', formats.namesModelFile, 'a.keras'),
  door('readModelFile', formats.readModelFile, file, 'a.safetensors'),
  door('withVocabulary', formats.withVocabulary, named, ['a', 'b'], 'a.keras'),
  door('writeKeras', formats.writeKeras, weights),
  door('writeOnnx', formats.writeOnnx, weights),
  door('writeSafetensors', formats.writeSafetensors, weights),
];
