import { describeValue } from '@longrange/errors';
import { damaged, formatError } from '../format-error.ts';
import { parseJson } from '../json.ts';
import type { ReadModel } from '../model-weights.ts';
import { readArchitecture } from './architecture.ts';
import { type Hdf5Reader, readHdf5 } from './hdf5.ts';
import { readStack, show, unsupported } from './layers.ts';
import { readValues } from './read-keras.ts';

/**
 * Reads a whole model that Keras 2 or 3 saved as `.h5`.
 *
 * @param path of the file, for errors
 * @throws LongrangeError FORMAT_…
 */
export function readLegacyH5(bytes: Uint8Array, path: string): Promise<ReadModel> {
  return readHdf5(bytes, path, (file) => {
    const json = file.attribute('/', 'model_config');
    if (typeof json !== 'string') {
      throw unsupported(
        `Expected a whole model in ${path}, got an HDF5 file without the attribute \`model_config\`.`,
        'a file of weights alone does not say which model they belong to: save the whole model, model.save("model.keras").',
      );
    }
    const stack = readStack(parseJson(json, `\`model_config\` of ${path}`), path);
    const architecture = readArchitecture(stack, path);
    const root = file.has('model_weights') ? 'model_weights/' : '';
    const names = new Map(
      architecture.weights.map(({ layer, weights }) => {
        const found = weightNames(file, `${root}${layer.name}`, path);
        if (found.length === weights.length) return [layer, found] as const;
        throw formatError(
          'FORMAT_SHAPE_MISMATCH',
          `Expected ${weights.length} weights of ${show(layer)} in ${path}, got ${found.length}.`,
          'the weights and the configuration belong to different models; save the model again.',
        );
      }),
    );
    const values = readValues(
      architecture,
      ({ layer, index }) => `${root}${layer.name}/${names.get(layer)![index]!}`,
      file,
    );
    return { config: architecture.config, values, hasVocabulary: false };
  });
}

function weightNames(file: Hdf5Reader, group: string, path: string): string[] {
  const names = file.attribute(group, 'weight_names');
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  throw damaged(
    `Expected the attribute \`weight_names\` of ${describeValue(group)} in ${path} to hold names, got ${describeValue(names)}.`,
  );
}
