import { isRecord } from '@longrange/errors';
import type { ModelConfig, NetworkName } from '@longrange/model';
import { networks, parameterSpecifications } from '@longrange/model/internal';
import { checkedConfig } from '../model-weights.ts';
import {
  demand,
  demandFloat32,
  type KerasLayer,
  type KerasStack,
  positiveInteger,
  show,
  unsupported,
} from './layers.ts';

/**
 * Name of the models that longrange writes; Keras keeps it when it saves such a model again. Only a model of this name may have one
 * embedding more than characters, that of the start-of-document symbol.
 */
export const OWN_NAME = 'longrange';

/** Networks that Keras supports, by the class of its layer. */
const networkOfClass: Readonly<Record<string, NetworkName>> = Object.fromEntries(
  networks().flatMap(({ name, exporters }) =>
    exporters?.keras === undefined ? [] : [[exporters.keras.className, name as NetworkName]],
  ),
);

/** Weights that a weight file must contain for one layer. */
export interface LayerWeights {
  readonly layer: KerasLayer;
  /** Our names and shapes, in Keras' order. */
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

export interface KerasArchitecture {
  readonly config: ModelConfig;
  readonly weights: readonly LayerWeights[];
  /** Biases that the file lacks because `use_bias` is false; they are zero. */
  readonly absent: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/**
 * Translates a stack of Keras layers into one of our models.
 *
 * @throws LongrangeError FORMAT_UNSUPPORTED naming the part that has no counterpart, FORMAT_TOO_LARGE
 */
export function readArchitecture({ name, layers }: KerasStack, path: string): KerasArchitecture {
  const { embedding, recurrent, dropouts, dense } = sortLayers(layers, path);
  for (const layer of [embedding, ...recurrent, dense]) demandFloat32(layer, path);
  demand(embedding, { mask_zero: [false, null] }, path);
  for (const layer of recurrent) demandCell(layer, path);
  demand(dense, { activation: ['linear', 'softmax', null] }, path);

  const cells = new Set(recurrent.map(({ className }) => className));
  if (cells.size > 1) {
    throw unsupported(`Expected recurrent layers of one kind in ${path}, got ${[...cells].join(' and ')}.`);
  }
  const sizes = new Set(recurrent.map((layer) => positiveInteger(layer, 'units', path)));
  if (sizes.size > 1) {
    throw unsupported(
      `Expected recurrent layers of one size in ${path}, got ${[...sizes].join(' and ')} units.`,
    );
  }
  const characters = positiveInteger(dense, 'units', path);
  const config = checkedConfig(
    {
      network: networkOfClass[recurrent[0]!.className]!,
      characters,
      embeddingSize: positiveInteger(embedding, 'output_dim', path),
      beginOfDocument: hasBeginning(positiveInteger(embedding, 'input_dim', path), characters, name, path),
      layers: recurrent.length,
      units: [...sizes][0]!,
      dropout: rateOf(dropouts[0]),
      l2: l2Of(dense),
    },
    path,
  );
  return { config, ...weightsOf(config, [embedding, ...recurrent, dense]) };
}

interface SortedLayers {
  readonly embedding: KerasLayer;
  readonly recurrent: readonly KerasLayer[];
  readonly dropouts: readonly KerasLayer[];
  readonly dense: KerasLayer;
}

/** Sorts the layers: embedding, recurrent, dense, in this order, dropout anywhere, and possibly a last softmax, which shifts all logits. */
function sortLayers(layers: readonly KerasLayer[], path: string): SortedLayers {
  const dropouts = layers.filter(({ className }) => className === 'Dropout');
  const others = layers.filter(({ className }) => className !== 'InputLayer' && className !== 'Dropout');
  const last = others.at(-1);
  if (last?.className === 'Softmax' || last?.className === 'Activation') {
    demand(
      last,
      last.className === 'Softmax' ? { axis: [-1, 2] } : { activation: ['softmax', 'linear'] },
      path,
    );
    others.pop();
  }
  const [embedding, ...rest] = others;
  const dense = rest.pop();
  const places: [layer: KerasLayer | undefined, wanted: string, fits: boolean][] = [
    [embedding, 'Embedding as the first layer', embedding?.className === 'Embedding'],
    ...rest.map((layer): [KerasLayer, string, boolean] => [
      layer,
      'LSTM, GRU or SimpleRNN between Embedding and Dense',
      Object.hasOwn(networkOfClass, layer.className),
    ]),
    [dense, 'Dense as the last layer', dense?.className === 'Dense'],
  ];
  for (const [layer, wanted, fits] of places) {
    if (!fits)
      throw unsupported(`Expected ${wanted} of ${path}, got ${layer === undefined ? 'none' : show(layer)}.`);
  }
  if (rest.length === 0) throw unsupported(`Expected LSTM, GRU or SimpleRNN layers in ${path}, got none.`);
  return { embedding: embedding!, recurrent: rest, dropouts, dense: dense! };
}

function demandCell(layer: KerasLayer, path: string): void {
  demand(layer, { activation: ['tanh'], go_backwards: [false], return_state: [false] }, path);
  if (layer.className !== 'SimpleRNN') demand(layer, { recurrent_activation: ['sigmoid'] }, path);
  // Our GRU applies the reset gate after the product; before it, the same weights would compute another function.
  if (layer.className === 'GRU') demand(layer, { reset_after: [true] }, path);
}

function hasBeginning(embedded: number, characters: number, name: string, path: string): boolean {
  if (embedded === characters) return false;
  if (embedded === characters + 1 && name === OWN_NAME) return true;
  throw unsupported(
    `Expected as many embeddings as outputs in ${path}, one for each character, got ${embedded} and ${characters}.`,
    'a model of longrange reads and predicts the same characters.',
  );
}

function rateOf(dropout: KerasLayer | undefined): number {
  const rate = dropout?.config.rate;
  return typeof rate === 'number' && rate >= 0 && rate < 1 ? rate : 0;
}

function l2Of({ config: { kernel_regularizer: regularizer } }: KerasLayer): number {
  const l2 = isRecord(regularizer) && isRecord(regularizer.config) ? regularizer.config.l2 : 0;
  return typeof l2 === 'number' && Number.isFinite(l2) && l2 >= 0 ? l2 : 0;
}

function weightsOf(
  config: ModelConfig,
  layers: readonly KerasLayer[],
): Pick<KerasArchitecture, 'weights' | 'absent'> {
  // Parameters are in Keras' order, and each name begins with that of its layer.
  const parameters = parameterSpecifications(config);
  const ownNames = [...new Set(parameters.map(({ name }) => layerOf(name)))];
  const isAbsent = ({ name }: { readonly name: string }): boolean =>
    name.endsWith('/bias') && layers[ownNames.indexOf(layerOf(name))]!.config.use_bias === false;
  const weights = layers.map((layer, index) => ({
    layer,
    weights: parameters.filter((one) => layerOf(one.name) === ownNames[index] && !isAbsent(one)),
  }));
  return { weights, absent: parameters.filter(isAbsent) };
}

/** Returns the layer of a parameter: `lstm_1` for `lstm_1/kernel`. */
function layerOf(parameter: string): string {
  return parameter.slice(0, parameter.lastIndexOf('/'));
}
