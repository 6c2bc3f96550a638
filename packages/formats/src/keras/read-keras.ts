import { describeValue, isRecord, LongrangeError } from '@longrange/errors';
import { parameterBytes, parameterSpecifications, sizeOf } from '@longrange/model/internal';
import { damaged, formatError, LARGEST_JSON, mismatch, parseJson } from '../format-error.ts';
import { parsedConfig, type ReadModel } from '../model-weights.ts';
import { unzip, type ZipMember } from '../zip.ts';
import { type KerasArchitecture, readArchitecture } from './architecture.ts';
import { type Hdf5Reader, readHdf5 } from './hdf5.ts';
import { type KerasLayer, type KerasStack, readStack, show, unsupported } from './layers.ts';

const CONFIG = 'config.json';
const METADATA = 'metadata.json';
const WEIGHTS = 'model.weights.h5';
/** Maximum size as a multiple of the weights: an optimizer takes up to three times as much, and HDF5 adds overhead to each. */
const WEIGHT_COPIES = 8;
const HDF5_OVERHEAD = 16 * 2 ** 20;

/**
 * Reads a model that Keras 3 saved as `.keras`: a zip archive with `config.json`, `metadata.json` and `model.weights.h5`.
 *
 * @param path path of the file, for errors
 * @throws LongrangeError FORMAT_…
 */
export async function readKeras(bytes: Uint8Array, path: string): Promise<ReadModel> {
  const described = zipMembers(bytes, { [CONFIG]: LARGEST_JSON, [METADATA]: LARGEST_JSON }, path);
  const metadata = parseJson(described[METADATA]!, `${METADATA} in ${path}`);
  refuseOtherVersions(metadata, path);
  const stack = readStack(parseJson(described[CONFIG]!, `${CONFIG} in ${path}`), path);
  const architecture = readArchitecture(stack, path);
  const most = WEIGHT_COPIES * parameterBytes(architecture.config) + HDF5_OVERHEAD;
  const { [WEIGHTS]: weights } = zipMembers(bytes, { [WEIGHTS]: most }, path);
  const values = await readHdf5(weights!, `${WEIGHTS} of ${path}`, (file) =>
    readValues(architecture, ({ layer, index }) => `${groupOf(stack, layer)}/vars/${index}`, file),
  );
  return withOwnConfig({ config: architecture.config, values, hasVocabulary: false }, metadata, path);
}

/** @param nameOf returns the name of weight number `index` of a layer in the file */
function readValues(
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

/** Group of a layer. Keras 3 numbers groups by class, independently of layer names: `layers/lstm/cell`, `layers/lstm_1/cell`, … */
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
 * Restores the vocabulary and other information that longrange wrote beside the model, if the model is unchanged.
 *
 * @throws LongrangeError FORMAT_UNSUPPORTED if it is damaged or of a newer version
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

/**
 * Reads a whole model that Keras 2 or 3 saved as `.h5`.
 *
 * @param path path of the file, for errors
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
        throw mismatch(
          `Expected ${weights.length} weights of ${show(layer)} in ${path}, got ${found.length}.`,
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

/** Maximum number of members. Keras writes three, and one for each asset. */
const MOST_MEMBERS = 1_000;
/** Maximum compression ratio. Weights hardly compress; JSON compresses tenfold. */
const LARGEST_RATIO = 100;

/**
 * Unpacks members of a zip archive by full name, each up to its maximum size in bytes. Nothing is written to disk, so names cannot escape a
 * folder.
 *
 * @throws LongrangeError FORMAT_DAMAGED, FORMAT_TOO_LARGE
 */
function zipMembers<Name extends string>(
  archive: Uint8Array,
  wanted: Readonly<Record<Name, number>>,
  path: string,
): Record<Name, Uint8Array> {
  let members = 0;
  const isWanted = ({ name, packedBytes, unpackedBytes }: ZipMember): boolean => {
    if (++members > MOST_MEMBERS) {
      throw damaged(`Expected a Keras file in ${path}, got an archive of more than ${MOST_MEMBERS} members.`);
    }
    if (!Object.hasOwn(wanted, name)) return false;
    const most = Math.min(wanted[name as Name], LARGEST_RATIO * packedBytes + 1024);
    if (unpackedBytes <= most) return true;
    throw formatError(
      'FORMAT_TOO_LARGE',
      `Expected ${name} in ${path} to unpack to at most ${most} bytes, got ${unpackedBytes}.`,
      'that is more than the model needs: the file is damaged, or made to exhaust the memory.',
    );
  };
  let contents: ReadonlyMap<string, Uint8Array>;
  try {
    contents = unzip(archive, isWanted);
  } catch (error) {
    if (error instanceof LongrangeError) throw error;
    throw damaged(`Expected a zip archive in ${path}, got: ${(error as Error).message}.`, error);
  }
  for (const name of Object.keys(wanted)) {
    if (!contents.has(name))
      throw damaged(`Expected a Keras 3 file in ${path}, got an archive without ${name}.`);
  }
  return Object.fromEntries(contents) as Record<Name, Uint8Array>;
}
