import { checkArgument, describeValue, LongrangeError } from '@longrange/errors';
import {
  type ModelConfig,
  type ModelConfigInput,
  type NetworkExporters,
  networkOf,
  parameterSpecifications,
  parseModelConfig,
} from '@longrange/model';
import { formatError } from './format-error.ts';
import { isCharacter, valuesOfCharacters, withKerasTokens } from './keras-tokens.ts';

/** A model as plain data: `CharacterModel.fromValues(config, values)` makes it, `model.values()` takes it apart. */
export interface ModelWeights {
  /** The configuration, vocabulary included. */
  readonly config: ModelConfig;
  /** Row-major float32 values of every parameter, by its name; `parameterSpecifications` of `@longrange/model` gives their shapes. */
  readonly values: ReadonlyMap<string, Float32Array>;
}

/** @throws LongrangeError ARGUMENT_INVALID for what is no model, or where a parameter's values are missing, or another number of them */
export function checkWeights(model: ModelWeights): void {
  const isModel = typeof model === 'object' && model !== null && model.values instanceof Map;
  checkArgument(isModel, 'model', '`{ config, values }`, with the values in a Map', model);
  for (const { name, shape } of parameterSpecifications(model.config)) {
    const size = shape.reduce((product, length) => product * length, 1);
    const given = model.values.get(name);
    const isRight = given instanceof Float32Array && given.length === size;
    checkArgument(isRight, `values.get('${name}')`, `a Float32Array of ${size} numbers`, given);
  }
}

/** What a file holds: a model, or one whose characters are still to be named. */
export interface ReadModel extends ModelWeights {
  /** The configuration; its vocabulary is of the right size, and made up where `hasVocabulary` is false. */
  readonly config: ModelConfig;
  readonly hasVocabulary: boolean;
}

/** The largest vocabulary of a model. */
const MOST_CHARACTERS = 16_384;
/** First code point of a plane for private use, which holds four times as many. */
const PRIVATE_USE = 0xf0000;

/** Distinct characters for the unknown ones of a file without a vocabulary. */
export function madeUpVocabulary(size: number): string[] {
  return Array.from({ length: size }, (_, id) => String.fromCodePoint(PRIVATE_USE + id));
}

/**
 * The configuration that a file describes, checked as every other, its size in memory included.
 *
 * @throws LongrangeError FORMAT_UNSUPPORTED, FORMAT_TOO_LARGE
 */
export function checkedConfig(
  { characters, ...architecture }: Omit<ModelConfigInput, 'vocabulary'> & { readonly characters: number },
  path: string,
): ModelConfig {
  if (!Number.isInteger(characters) || characters < 1 || characters > MOST_CHARACTERS) {
    throw formatError(
      'FORMAT_UNSUPPORTED',
      `Expected a model of 1 to ${MOST_CHARACTERS.toLocaleString('en-US')} characters in ${path}, got ${describeValue(characters)}.`,
      'a model of words or subwords is not a character model.',
    );
  }
  return parsedConfig({ ...architecture, vocabulary: madeUpVocabulary(characters) }, path);
}

/** @throws LongrangeError FORMAT_UNSUPPORTED, FORMAT_TOO_LARGE */
export function parsedConfig(input: unknown, path: string): ModelConfig {
  try {
    return parseModelConfig(input);
  } catch (error) {
    if (!(error instanceof LongrangeError)) throw error;
    const code = error.code === 'MODEL_TOO_LARGE' ? 'FORMAT_TOO_LARGE' : 'FORMAT_UNSUPPORTED';
    throw formatError(code, `${path}: ${error.message}`, error.hint ?? 'take another file.', error);
  }
}

/**
 * How another program names the layers of a model.
 *
 * @param program as errors name it
 * @throws LongrangeError FORMAT_UNSUPPORTED where it has none like them
 */
export function exporterOf<Format extends 'keras' | 'onnx'>(
  config: ModelConfig,
  format: Format,
  program: string,
): NonNullable<NetworkExporters[Format]> {
  const { title, exporters } = networkOf(config);
  const exporter = exporters?.[format];
  if (exporter !== undefined) return exporter;
  throw formatError(
    'FORMAT_UNSUPPORTED',
    `Expected a network that ${program} has layers for, got ${title}.`,
    'export it as .safetensors: every network has that.',
  );
}

/** Bytes of all parameters. */
export function weightBytes(config: ModelConfig): number {
  return parameterSpecifications(config).reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** @throws LongrangeError FORMAT_NON_FINITE */
export function checkFinite(values: Float32Array, name: string, path: string): Float32Array {
  const index = values.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return values;
  throw formatError(
    'FORMAT_NON_FINITE',
    `Expected finite weights in ${path}, got ${values[index]} at element ${index} of ${name}.`,
    'training diverged before it was saved; take an earlier checkpoint.',
  );
}

/**
 * Names the characters of a model that was read. The tokens by which Keras means no character, `''` and `'[UNK]'`, are taken out of the model:
 * they are never read, and the probabilities of the characters alone sum to 1.
 *
 * @param named characters in the order of their ids, with Keras' tokens or, where these come first, without; without it the file must
 *   have its own
 * @param path of the file, for errors
 * @throws LongrangeError FORMAT_VOCABULARY where there is none, or it does not fit
 */
export function withVocabulary(
  read: ReadModel,
  named: readonly string[] | undefined,
  path: string,
): ModelWeights {
  checkWeights(read);
  checkArgument(typeof read.hasVocabulary === 'boolean', 'hasVocabulary', 'a boolean', read.hasVocabulary);
  const isList = named === undefined || Array.isArray(named);
  checkArgument(isList, 'vocabulary', 'a list of characters', named);
  checkArgument(typeof path === 'string', 'path', 'a string', path);
  const { config, values, hasVocabulary } = read;
  const vocabulary = named && withKerasTokens(named, read);
  const size = config.vocabulary.length;
  if (vocabulary === undefined) {
    if (hasVocabulary) return { config, values };
    throw formatError(
      'FORMAT_VOCABULARY',
      `Expected the ${size} characters of ${path}, which does not hold them, got no vocabulary.`,
      'name it with --vocabulary: a .json file with the characters in the order of their ids, or the text that the model was trained on.',
    );
  }
  if (vocabulary.length !== size) {
    throw formatError(
      'FORMAT_VOCABULARY',
      `Expected the vocabulary of ${path}, ${size} characters, got one of ${vocabulary.length}.`,
      'it must be that of the training: every character of the whole text, or a .json file with the list of the layer: get_vocabulary() of StringLookup or TextVectorization.',
    );
  }
  if (hasVocabulary && vocabulary.some((character, id) => character !== config.vocabulary[id])) {
    throw formatError(
      'FORMAT_VOCABULARY',
      `Expected the vocabulary that ${path} holds itself, got another one of the same size.`,
      'leave it out.',
    );
  }
  const characters = vocabulary.filter(isCharacter);
  return {
    config: parsedConfig({ ...config, vocabulary: characters }, path),
    values: valuesOfCharacters(vocabulary, read),
  };
}
