import { LongrangeError } from '@longrange/errors';
import { z } from 'zod';
import { cellNames } from './cells/cells.ts';
import { sizeOf } from './parameters/initializers.ts';
import { parameterSpecifications } from './parameters/parameters.ts';
import { parseOptions } from './parse-options.ts';

/** Version of the model configuration and of the model's files. Raise it when an old reader would misread a new file. */
export const MODEL_FORMAT_VERSION = 2;

/** As in the tokenizer: all of Big5 fits, and a text of random characters does not. */
const LARGEST_VOCABULARY = 16_384;
/** Of the parameters, float32: Node reads no larger file at once, and training takes four times as much. */
const LARGEST_GIB = 2;

const vocabularySchema = z
  .array(z.string())
  .min(1)
  .superRefine((characters, context) => {
    const long = characters.filter((character) => character.length > 2 || [...character].length !== 1);
    if (long.length > 0) {
      context.addIssue(`to hold single characters, got ${listed(long)}`);
    }
    const last = new Map(characters.map((character, index) => [character, index]));
    const repeated = characters.filter((character, index) => last.get(character) !== index);
    if (repeated.length > 0) {
      context.addIssue(`to hold each character once, got ${listed(repeated)} more than once`);
    }
  });

function listed(characters: readonly string[]): string {
  const shown = [...new Set(characters)]
    .slice(0, 5)
    .map((character) => JSON.stringify(character.length > 20 ? `${character.slice(0, 20)}…` : character));
  return shown.join(', ') + (characters.length > 5 ? ', …' : '');
}

/** What a model is. The defaults are those of the reference experiment. */
export const modelConfigSchema = z.strictObject({
  formatVersion: z.literal(MODEL_FORMAT_VERSION).default(MODEL_FORMAT_VERSION),
  cell: z.enum(cellNames).default('lstm').describe('kind of recurrent layer'),
  embeddingSize: z.int().positive().default(64).describe('E: size of the vector that represents a character'),
  embeddingRange: z
    .number()
    .positive()
    .default(0.05)
    .describe('embeddings are initialised uniformly in ± this; Keras uses 0.05, 1 learns faster'),
  beginOfDocument: z
    .boolean()
    .default(true)
    .describe(
      'whether the model reads a symbol before the first character of a document (one more embedding, never predicted), so that training knows the empty state',
    ),
  layers: z.int().positive().max(64).default(2).describe('L: number of recurrent layers'),
  units: z.int().positive().default(256).describe('H: units of each recurrent layer'),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0.1)
    .describe('share of outputs set to zero after each recurrent layer'),
  l2: z.number().min(0).default(1e-4).describe('weight in the loss of the squared norm of the dense kernel'),
  vocabulary: vocabularySchema.describe('the characters, in the order of their ids'),
});

/** A model's configuration, complete. */
export type ModelConfig = Readonly<z.output<typeof modelConfigSchema>>;
/** A model's configuration; whatever has a default may be left out. */
export type ModelConfigInput = z.input<typeof modelConfigSchema>;

/**
 * A configuration with its defaults filled in; one of an earlier format is brought to today's.
 *
 * @throws LongrangeError MODEL_CONFIG with every problem, MODEL_TOO_LARGE for one that would take too much memory, MODEL_NEWER_VERSION for a later
 * format
 */
export function parseModelConfig(input: unknown): ModelConfig {
  refuseNewerVersion(input);
  refuseLargeVocabulary(input);
  const context = { code: 'MODEL_CONFIG', subject: 'model configuration' };
  const config = parseOptions(modelConfigSchema, upgrade(input), context);
  refuseTooLarge(config);
  return config;
}

/** Version 1 knew no symbol for the beginning of a document. */
function upgrade(input: unknown): unknown {
  if ((input as { formatVersion?: unknown } | null | undefined)?.formatVersion !== 1) return input;
  return { beginOfDocument: false, ...(input as object), formatVersion: MODEL_FORMAT_VERSION };
}

/** Before the schema makes an issue of each of a million wrong characters. */
function refuseLargeVocabulary(input: unknown): void {
  const vocabulary = (input as { vocabulary?: unknown } | null | undefined)?.vocabulary;
  if (!Array.isArray(vocabulary) || vocabulary.length <= LARGEST_VOCABULARY) return;
  throw new LongrangeError({
    code: 'MODEL_CONFIG',
    message: `The model configuration is not valid: Expected \`vocabulary\` to hold at most ${LARGEST_VOCABULARY} characters, got ${vocabulary.length}.`,
    hint: 'a model of words or of pieces of words is none of characters.',
    exitCode: 2,
  });
}

/** Before anything of that size is made. */
function refuseTooLarge(config: ModelConfig): void {
  const bytes = parameterSpecifications(config).reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  const gib = bytes / 2 ** 30;
  if (gib <= LARGEST_GIB) return;
  const { cell, layers, units, embeddingSize, vocabulary } = config;
  throw new LongrangeError({
    code: 'MODEL_TOO_LARGE',
    message:
      `Expected a model of at most ${LARGEST_GIB} GiB, got one of ${Math.round(gib).toLocaleString('en-US')} GiB: ` +
      `${cell}, ${layers} layers of ${units} units, embeddings of ${embeddingSize}, ${vocabulary.length} characters.`,
    hint: 'use fewer units or layers, or a smaller embedding.',
    exitCode: 2,
  });
}

function refuseNewerVersion(input: unknown): void {
  const version = (input as { formatVersion?: unknown } | null | undefined)?.formatVersion;
  if (typeof version === 'number' && version > MODEL_FORMAT_VERSION) {
    throw new LongrangeError({
      code: 'MODEL_NEWER_VERSION',
      message: `Expected a model of format version ${MODEL_FORMAT_VERSION} or earlier, got version ${version}.`,
      hint: 'it was written by a later longrange; update longrange.',
    });
  }
}
