import { describeValue, LongrangeError } from '@longrange/errors';
import type { ModelConfig, ModelConfigInput, NetworkExporters } from '@longrange/model';
import { networkOf, parameterSpecifications, parseModelConfig, valuesOf } from '@longrange/model/internal';
import { formatError } from './format-error.ts';

/** Model as plain data: `CharacterModel.fromValues(config, values)` makes a model of it, and `model.values()` returns its values. */
export interface ModelWeights {
  /** Configuration, including the vocabulary. */
  readonly config: ModelConfig;
  /** Row-major float32 values of every parameter by name; `parameterSpecifications` of `@longrange/model` gives their shapes. */
  readonly values: ReadonlyMap<string, Float32Array>;
}

/** @throws LongrangeError ARGUMENT_INVALID for anything but a model, or for a parameter with missing values or the wrong number of them */
export function checkWeights({ config, values }: ModelWeights): void {
  for (const specification of parameterSpecifications(config)) valuesOf(values, specification);
}

/** Model read from a file, possibly without its vocabulary. */
export interface ReadModel extends ModelWeights {
  /** Configuration. Its vocabulary has the right size, but consists of placeholders if `hasVocabulary` is false. */
  readonly config: ModelConfig;
  readonly hasVocabulary: boolean;
  /** Id of the language that the model writes, if the file states it. */
  readonly language?: string;
}

/** Maximum size of a model's vocabulary. */
const MOST_CHARACTERS = 16_384;
/** First code point of a private-use plane, which has four times as many code points. */
const PRIVATE_USE = 0xf0000;

/** Returns distinct placeholders for the unknown characters of a file without a vocabulary. */
function madeUpVocabulary(size: number): string[] {
  return Array.from({ length: size }, (_, id) => String.fromCodePoint(PRIVATE_USE + id));
}

/**
 * Returns the configuration that a file describes, validated like any other, including its size in memory.
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
 * Returns the description of a model's recurrent layers for another program.
 *
 * @param program name of the program in errors
 * @throws LongrangeError FORMAT_UNSUPPORTED if it has no such layers
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
 * Assigns a vocabulary to a model that was read. Keras' tokens that stand for no character, `''` and `'[UNK]'`, are removed from the
 * model: they are never read, and the probabilities of the characters alone then sum to 1.
 *
 * @param named characters by id, with Keras' tokens, or without them if they come first; if undefined, the file must contain them
 * @param path path of the file, for errors
 * @throws LongrangeError FORMAT_VOCABULARY for a missing or unsuitable vocabulary
 */
export function withVocabulary(
  read: ReadModel,
  named: readonly string[] | undefined,
  path: string,
): ModelWeights {
  const { config, values, hasVocabulary } = read;
  const vocabulary = named && withKerasTokens(named, read);
  const size = config.vocabulary.length;
  const refuse = (message: string, hint: string): never => {
    throw formatError('FORMAT_VOCABULARY', message, hint);
  };
  if (vocabulary === undefined) {
    if (hasVocabulary) return { config, values };
    return refuse(
      `Expected the ${size} characters of ${path}, which does not hold them, got no vocabulary.`,
      'provide it with --vocabulary: a .json file with the characters in the order of their ids, or the text that the model was trained on.',
    );
  }
  if (vocabulary.length !== size) {
    refuse(
      `Expected the vocabulary of ${path}, ${size} characters, got one of ${vocabulary.length}.`,
      'it must be that of the training: every character of the whole text, or a .json file with the list from get_vocabulary() of StringLookup or TextVectorization.',
    );
  }
  if (hasVocabulary && vocabulary.some((character, id) => character !== config.vocabulary[id])) {
    refuse(
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

/** Tokens that Keras' `StringLookup` and `TextVectorization` put before the characters: the mask, then the one for unknown characters. */
const tokens = ['', '[UNK]'];

/** Returns true for an entry of a vocabulary that is not one of Keras' tokens for no character. */
export function isCharacter(entry: string): boolean {
  return !tokens.includes(entry);
}

/**
 * Puts Keras' tokens before the characters of a text if the model has one or two more: `[UNK]`, or the mask and `[UNK]`. Only if they
 * never occurred in training, so that their bias lies below the median. A text that merely lacks a character is therefore not
 * mistaken for that case, since its first ids are those of line breaks and blanks.
 */
function withKerasTokens(characters: readonly string[], { config, values }: ModelWeights): readonly string[] {
  const missing = config.vocabulary.length - characters.length;
  if (missing < 1 || missing > tokens.length || !characters.every(isCharacter)) return characters;
  const bias = [...values.get('dense/bias')!];
  const median = [...bias].sort((a, b) => a - b)[bias.length >> 1]!;
  const isUnused = bias.slice(0, missing).every((one) => one < median);
  return isUnused ? [...tokens.slice(-missing), ...characters] : characters;
}

/**
 * Returns a model's values without the tokens of its vocabulary that are not characters: without their embeddings, which are never
 * read, and without their logits. The result is the model's distribution given that a character comes next, as it does in every text.
 *
 * @param vocabulary vocabulary of the whole model, including tokens
 */
function valuesOfCharacters(
  vocabulary: readonly string[],
  { config, values }: ModelWeights,
): ReadonlyMap<string, Float32Array> {
  if (vocabulary.every(isCharacter)) return values;
  // The row after those of the vocabulary, if any, is the start-of-document symbol.
  const isKept = (id: number): boolean => vocabulary[id] === undefined || isCharacter(vocabulary[id]);
  const kept = (name: string, idOf: (index: number) => number): [string, Float32Array] => [
    name,
    values.get(name)!.filter((_, index) => isKept(idOf(index))),
  ];
  return new Map([
    ...values,
    kept('embedding/embeddings', (index) => Math.floor(index / config.embeddingSize)),
    kept('dense/kernel', (index) => index % vocabulary.length),
    kept('dense/bias', (index) => index),
  ]);
}
