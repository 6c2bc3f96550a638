import { describeValue } from '@longrange/errors';
import { parameterSpecifications } from '@longrange/model';
import { isRecord } from '../format-error.ts';
import { LARGEST_JSON, parseJson } from '../json.ts';
import { parsedConfig, type ReadModel, sizeOf, weightBytes } from '../model-weights.ts';
import { type KerasArchitecture, readArchitecture } from './architecture.ts';
import { type Hdf5Reader, readHdf5 } from './hdf5.ts';
import { type KerasLayer, type KerasStack, readStack, unsupported } from './layers.ts';
import { zipMembers } from './zip-members.ts';

const CONFIG = 'config.json';
const METADATA = 'metadata.json';
const WEIGHTS = 'model.weights.h5';
/** Weights, up to three times as much of an optimizer, and what HDF5 adds to each. */
const WEIGHT_COPIES = 8;
const HDF5_OVERHEAD = 16 * 2 ** 20;

/**
 * Reads a model that Keras 3 saved as `.keras`: a zip archive with `config.json`, `metadata.json` and `model.weights.h5`.
 *
 * @param path of the file, for errors
 * @throws LongrangeError FORMAT_…
 */
export async function readKeras(bytes: Uint8Array, path: string): Promise<ReadModel> {
  const json = { most: LARGEST_JSON };
  const described = zipMembers(bytes, { [CONFIG]: json, [METADATA]: json }, path);
  const metadata = parseJson(described[METADATA]!, `${METADATA} in ${path}`);
  refuseOtherVersions(metadata, path);
  const stack = readStack(parseJson(described[CONFIG]!, `${CONFIG} in ${path}`), path);
  const architecture = readArchitecture(stack, path);
  const most = WEIGHT_COPIES * weightBytes(architecture.config) + HDF5_OVERHEAD;
  const { [WEIGHTS]: weights } = zipMembers(bytes, { [WEIGHTS]: { most } }, path);
  const values = await readHdf5(weights!, `${WEIGHTS} of ${path}`, (file) =>
    readValues(architecture, ({ layer, index }) => `${groupOf(stack, layer)}/vars/${index}`, file),
  );
  return withOwnConfig({ config: architecture.config, values, hasVocabulary: false }, metadata, path);
}

/** @param nameOf where in the file weight number `index` of a layer is */
export function readValues(
  { weights, absent }: KerasArchitecture,
  nameOf: (weight: { layer: KerasLayer; index: number }) => string,
  file: Hdf5Reader,
): Map<string, Float32Array> {
  const values = new Map<string, Float32Array>();
  const shapes = weights.flatMap(({ weights: ofLayer }) => ofLayer.map(({ shape }) => shape));
  file.demandBytes(shapes.reduce((sum, shape) => sum + 4 * sizeOf(shape), 0));
  for (const { layer, weights: ofLayer } of weights) {
    ofLayer.forEach(({ name, shape }, index) => {
      values.set(name, file.floats(nameOf({ layer, index }), shape));
    });
  }
  for (const { name, shape } of absent) values.set(name, new Float32Array(sizeOf(shape)));
  return values;
}

/** Keras 3 names the groups by class, and counts: `layers/lstm/cell`, `layers/lstm_1/cell`, …; the names of layers play no part. */
function groupOf({ layers }: KerasStack, layer: KerasLayer): string {
  const before = layers
    .slice(0, layers.indexOf(layer))
    .filter(({ className }) => className === layer.className).length;
  const kind = { SimpleRNN: 'simple_rnn' }[layer.className] ?? layer.className.toLowerCase();
  const isCell = kind !== 'embedding' && kind !== 'dense';
  return `layers/${kind}${before === 0 ? '' : `_${before}`}${isCell ? '/cell' : ''}`;
}

function refuseOtherVersions(metadata: unknown, path: string): void {
  const version = isRecord(metadata) ? metadata.keras_version : undefined;
  if (typeof version === 'string' && /^3\.\d/.test(version)) return;
  throw unsupported(
    `Expected a Keras 3 file in ${path}, got version ${describeValue(version)}.`,
    'save it with Keras 3, or with Keras 2 as .h5: model.save("model.h5").',
  );
}

/**
 * What longrange wrote beside the model is taken over, if the model is still the same: the vocabulary, and what Keras does not know.
 *
 * @throws LongrangeError FORMAT_UNSUPPORTED where it is of a later version, or damaged
 */
function withOwnConfig(model: ReadModel, metadata: unknown, path: string): ReadModel {
  if (!isRecord(metadata) || metadata.longrange === undefined) return model;
  const config = parsedConfig(metadata.longrange, `${METADATA} in ${path}`);
  if (shapesOf(config) !== shapesOf(model.config)) {
    throw unsupported(
      `Expected \`longrange\` in ${METADATA} of ${path} to describe its model, got another one.`,
    );
  }
  return { ...model, config, hasVocabulary: true };
}

function shapesOf(config: ReadModel['config']): string {
  return JSON.stringify(parameterSpecifications(config).map(({ name, shape }) => [name, shape]));
}
