import { LongrangeError } from '@longrange/errors';
import { z } from 'zod';
import { cellNames } from './cells/cells.ts';
import { parseOptions } from './parse-options.ts';

/** Version of the model configuration and of the model's files. Raise it when an old reader would misread a new file. */
export const MODEL_FORMAT_VERSION = 1;

const vocabularySchema = z
  .array(z.string())
  .min(1)
  .superRefine((characters, context) => {
    const long = characters.filter((character) => [...character].length !== 1);
    if (long.length > 0) {
      context.addIssue(`to hold single characters, got ${listed(long)}`);
    }
    const repeated = characters.filter((character, index) => characters.indexOf(character) !== index);
    if (repeated.length > 0) {
      context.addIssue(`to hold each character once, got ${listed(repeated)} more than once`);
    }
  });

function listed(characters: readonly string[]): string {
  const shown = [...new Set(characters)].slice(0, 5).map((character) => JSON.stringify(character));
  return shown.join(', ') + (characters.length > 5 ? ', …' : '');
}

/** What a model is. The defaults are those of the reference experiment. */
export const modelConfigSchema = z.strictObject({
  formatVersion: z.literal(MODEL_FORMAT_VERSION).default(MODEL_FORMAT_VERSION),
  cell: z.enum(cellNames).default('lstm').describe('kind of the recurrent layers'),
  embeddingSize: z.int().positive().default(64).describe('E: numbers that stand for a character'),
  embeddingRange: z
    .number()
    .positive()
    .default(0.05)
    .describe('embeddings start uniform in ± this; 0.05 is what Keras does, 1 learns faster'),
  layers: z.int().positive().max(64).default(2).describe('L: recurrent layers'),
  units: z.int().positive().default(256).describe('H: units of each recurrent layer'),
  dropout: z.number().min(0).lt(1).default(0.1).describe('share set to zero after each recurrent layer'),
  l2: z.number().min(0).default(1e-4).describe('weight of the squared norm of the dense kernel in the loss'),
  vocabulary: vocabularySchema.describe('the characters, in the order of their ids'),
});

export type ModelConfig = Readonly<z.output<typeof modelConfigSchema>>;
export type ModelConfigInput = z.input<typeof modelConfigSchema>;

/**
 * A configuration with its defaults filled in.
 *
 * @throws LongrangeError MODEL_CONFIG with every problem, MODEL_NEWER_VERSION for a later format
 */
export function parseModelConfig(input: unknown): ModelConfig {
  refuseNewerVersion(input);
  return parseOptions(modelConfigSchema, input, { code: 'MODEL_CONFIG', subject: 'model configuration' });
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
