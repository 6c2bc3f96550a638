import type { ModelConfig, NetworkExporters } from '@longrange/model';
import { parameterSpecifications } from '@longrange/model/internal';
import { zipSync } from 'fflate';
import { checkWeights, exporterOf, type ModelWeights } from '../model-weights.ts';
import { OWN_NAME } from './architecture.ts';
import { loadHdf5 } from './hdf5.ts';

/** Version of Keras with which these files were tested. */
const KERAS_VERSION = '3.15.1';

type KerasExporter = NonNullable<NetworkExporters['keras']>;

let written = 0;

/**
 * Writes a model as `.keras`, which `keras.models.load_model` of Keras 3 opens as a `Sequential` from ids `[B, T]` to logits `[B, T, V]`. The
 * configuration, including the vocabulary, is in `metadata.json` under `longrange`.
 *
 * @throws LongrangeError FORMAT_UNSUPPORTED for a network that Keras has no layer for
 */
export async function writeKeras(model: ModelWeights): Promise<Uint8Array> {
  checkWeights(model);
  const layer = exporterOf(model.config, 'keras', 'Keras');
  const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const metadata = {
    keras_version: KERAS_VERSION,
    date_saved: new Date().toISOString().slice(0, 19).replace('T', '@'),
    longrange: model.config,
  };
  const members = {
    'metadata.json': json(metadata),
    'config.json': json(kerasConfig(model.config, layer)),
    'model.weights.h5': await writeWeights(model),
  };
  return zipSync(members, { level: 0 });
}

/** `layers/lstm/cell/vars/0` and so on, as Keras 3 names them. */
async function writeWeights({ config, values }: ModelWeights): Promise<Uint8Array> {
  const { hdf5, files } = await loadHdf5();
  const name = `/tmp/write-${written++}.h5`;
  const file = new hdf5.File(name, 'w');
  try {
    const counts = new Map<string, number>();
    for (const { name: parameter, shape } of parameterSpecifications(config)) {
      const layer = parameter.slice(0, parameter.lastIndexOf('/'));
      const index = counts.get(layer) ?? 0;
      counts.set(layer, index + 1);
      const isCell = layer !== 'embedding' && layer !== 'dense';
      const group = `layers/${layer}${isCell ? '/cell' : ''}/vars`;
      if (index === 0) makeGroups(file, group);
      file.create_dataset({
        name: `${group}/${index}`,
        data: values.get(parameter)!,
        shape: [...shape],
        dtype: '<f4',
      });
    }
  } finally {
    file.close();
  }
  const bytes = files.readFile(name);
  files.unlink(name);
  return bytes;
}

/** Creates a group and those above it, unless they exist. */
export function makeGroups(file: import('h5wasm').File, path: string): void {
  const parts = path.split('/');
  for (let depth = 1; depth <= parts.length; depth++) {
    const group = parts.slice(0, depth).join('/');
    if (file.get(group) === null) file.create_group(group);
  }
}

/** Contents of `config.json`; omitted options have Keras' defaults, which are ours. */
function kerasConfig(config: ModelConfig, recurrent: KerasExporter): object {
  const { layers, units, vocabulary, embeddingSize, beginOfDocument, dropout, l2 } = config;
  const numbered = (name: string, index: number): string => (index === 0 ? name : `${name}_${index}`);
  const ofLayer = (index: number): object[] => [
    kerasLayer(recurrent.className, {
      name: numbered(recurrent.layerName, index),
      units,
      activation: 'tanh',
      ...recurrent.options,
      return_sequences: true,
    }),
    kerasLayer('Dropout', { name: numbered('dropout', index), rate: dropout }),
  ];
  return kerasObject('keras', 'Sequential', {
    name: OWN_NAME,
    layers: [
      kerasLayer('InputLayer', { name: 'ids', batch_shape: [null, null], dtype: 'int32' }),
      kerasLayer('Embedding', {
        name: 'embedding',
        input_dim: vocabulary.length + (beginOfDocument ? 1 : 0),
        output_dim: embeddingSize,
      }),
      ...Array.from({ length: layers }, (_, index) => ofLayer(index)).flat(),
      kerasLayer('Dense', {
        name: 'dense',
        units: vocabulary.length,
        activation: 'linear',
        kernel_regularizer: kerasObject('keras.regularizers', 'L2', { l2 }),
      }),
    ],
    build_input_shape: [null, null],
  });
}

function kerasLayer(className: string, config: Readonly<Record<string, unknown>>): object {
  return kerasObject('keras.layers', className, { dtype: 'float32', ...config });
}

function kerasObject(module: string, className: string, config: object): object {
  return { module, class_name: className, config, registered_name: null };
}
