import { describeValue, isRecord } from '@longrange/errors';
import { formatError } from '../format-error.ts';

/** Layer in the configuration of a Keras model. */
export interface KerasLayer {
  /** Class: `LSTM`, `Dense`, … */
  readonly className: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export interface KerasStack {
  /** Name of the whole model. */
  readonly name: string;
  /** Layers in order, each applied to the output of the one before. */
  readonly layers: readonly KerasLayer[];
}

const SUPPORTED =
  'longrange reads Embedding, then LSTM, GRU or SimpleRNN layers, all of one kind and size, each with or without Dropout, then one Dense.';

export function unsupported(message: string, hint: string = SUPPORTED): Error {
  return formatError('FORMAT_UNSUPPORTED', message, hint);
}

/**
 * Reads the layers of a `Sequential`, or of a functional model in which the only input of each layer is the output of the one before.
 * Keras 3 and Keras 2 (in `.h5`) write both alike.
 *
 * @param model JSON of a Keras model
 * @throws LongrangeError FORMAT_UNSUPPORTED
 */
export function readStack(model: unknown, path: string): KerasStack {
  if (!isRecord(model) || typeof model.class_name !== 'string') {
    throw unsupported(`Expected the configuration of a Keras model in ${path}, got ${describeValue(model)}.`);
  }
  const { class_name: className, config } = model;
  const isFunctional = className === 'Functional' || className === 'Model';
  if (className !== 'Sequential' && !isFunctional) {
    throw unsupported(
      `Expected a Sequential or functional model in ${path}, got ${describeValue(className)}.`,
      'only your own program knows a custom class; copy its weights into a keras.Sequential of the same layers, and save that.',
    );
  }
  if (!isRecord(config) || !Array.isArray(config.layers)) {
    throw unsupported(
      `Expected a list of layers in the model of ${path}, got ${describeValue(isRecord(config) ? config.layers : config)}.`,
    );
  }
  const layers = (config.layers as unknown[]).map((layer) => readLayer(layer, path));
  if (isFunctional) refuseBranches(config.layers as Record<string, unknown>[], layers, path);
  return { name: typeof config.name === 'string' ? config.name : '', layers };
}

function readLayer(layer: unknown, path: string): KerasLayer {
  if (!isRecord(layer) || typeof layer.class_name !== 'string' || !isRecord(layer.config)) {
    throw unsupported(
      `Expected layers with a class and a configuration in ${path}, got ${describeValue(layer)}.`,
    );
  }
  const name = layer.config.name ?? layer.name;
  return {
    className: layer.class_name,
    name: typeof name === 'string' ? name : '',
    config: layer.config,
  };
}

function refuseBranches(
  entries: readonly Record<string, unknown>[],
  layers: readonly KerasLayer[],
  path: string,
): void {
  layers.forEach((layer, index) => {
    const before = index === 0 ? [] : [layers[index - 1]!.name];
    const inputs = inputNames(entries[index]!.inbound_nodes);
    if (inputs.length === before.length && inputs.every((name, i) => name === before[i])) return;
    throw unsupported(
      `Expected each layer of ${path} to have the output of the one before as its only input, got ${show(layer)} with ` +
        `${inputs.length === 0 ? 'none' : inputs.slice(0, 5).map(describeValue).join(', ')}.`,
    );
  });
}

/** Names of the layers that feed into a layer, from Keras 3's `keras_history` or Keras 2's nested lists that begin with a name. */
function inputNames(node: unknown): string[] {
  if (Array.isArray(node)) {
    const [name, nodeIndex, tensorIndex, ...others] = node as unknown[];
    if (typeof name === 'string' && typeof nodeIndex === 'number' && typeof tensorIndex === 'number') {
      return [name, ...others.flatMap(inputNames)];
    }
    return (node as unknown[]).flatMap(inputNames);
  }
  if (!isRecord(node)) return [];
  return Object.values(node).flatMap(inputNames);
}

/** Name of a layer in errors: `LSTM "lstm_1"`. */
export function show({ className, name }: KerasLayer): string {
  return `${describeValue(className)
    .replace(/ \(string\)$/, '')
    .replaceAll('"', '')} ${describeValue(name).replace(/ \(string\)$/, '')}`;
}

/**
 * Checks a layer's options against the only values that our models can have. A missing option has its default, which is among them.
 *
 * @throws LongrangeError FORMAT_UNSUPPORTED naming layer, option and value
 */
export function demand(
  layer: KerasLayer,
  allowed: Readonly<Record<string, readonly unknown[]>>,
  path: string,
): void {
  for (const [option, values] of Object.entries(allowed)) {
    const value = layer.config[option];
    if (value === undefined || values.includes(value)) continue;
    const wanted = values.map((one) => JSON.stringify(one)).join(' or ');
    throw unsupported(
      `Expected \`${option}\` of ${show(layer)} in ${path} to be ${wanted}, got ${describeValue(value)}.`,
      'a model of longrange has no such layer.',
    );
  }
}

/** @throws LongrangeError FORMAT_UNSUPPORTED unless the option is a positive integer */
export function positiveInteger({ config, ...layer }: KerasLayer, option: string, path: string): number {
  const value = config[option];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw unsupported(
    `Expected \`${option}\` of ${show({ config, ...layer })} in ${path} to be a positive integer, got ${describeValue(value)}.`,
  );
}

/** Keras policies under which variables are float32. */
const POLICIES = ['float32', 'mixed_float16', 'mixed_bfloat16'];

/** @throws LongrangeError FORMAT_UNSUPPORTED for a layer whose variables are not float32 */
export function demandFloat32(layer: KerasLayer, path: string): void {
  const { dtype } = layer.config;
  if (dtype === undefined || dtype === null) return;
  const policy = isRecord(dtype) && isRecord(dtype.config) ? dtype.config.name : dtype;
  if (typeof policy === 'string' && POLICIES.includes(policy)) return;
  throw unsupported(
    `Expected ${show(layer)} in ${path} to be of ${POLICIES.join(' or ')}, got ${describeValue(policy)}.`,
    'with these its weights are float32; convert the model, and save it again.',
  );
}
