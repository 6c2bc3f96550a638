import { z } from 'zod';
import { cellNames } from './cells/cells.ts';

/** Version of the model configuration and of the model's files. Raise it when an old reader would misread a new file. */
export const MODEL_FORMAT_VERSION = 2;

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
