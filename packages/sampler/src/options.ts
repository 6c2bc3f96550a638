import { callbackSchema, type SampleProgress, setting, signalSchema } from '@longrange/model/internal';
import { z } from 'zod';

/** Options of one sequence, shared by `sample` and `sampleStream`. */
const sequenceOptions = {
  length: z.int().positive().default(1000).describe('maximum number of characters after the prompt'),
  temperature: setting(
    z.number().min(0),
    1,
    'divisor of the logits; 1: the distribution that the model learned; 0: always the most likely character',
  ),
  topK: z.int().positive().optional().describe('choose only among the k most likely characters'),
  topP: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe('choose only among the most likely characters that together have this probability'),
  seed: setting(
    z
      .int()
      .min(0)
      .max(2 ** 32 - 1),
    0,
    'seed of all random choices',
  ),
  firstIndex: setting(
    z
      .int()
      .min(0)
      .max(2 ** 32 - 1),
    0,
    'index of the first sequence; the random stream of a sequence depends only on seed and index',
  ),
  stop: setting(z.array(z.string().min(1)), [], 'strings that end a sequence, and are not part of it'),
};

const { temperature, topK, topP } = sequenceOptions;

/** Schema of the options of `nextCharacterProbabilities`. */
export const choiceOptionsSchema = z.strictObject({ temperature: temperature.unwrap(), topK, topP });

const promptOption = z.string().default('').describe('text to continue; empty: the beginning of a document');

/** Schema of the options of `sampleStream` that a command line can give. */
export const streamOptionsSchema = z.strictObject({ prompt: promptOption, ...sequenceOptions });

/** Schema of the options of `sample` that a command line can give. */
export const sampleOptionsSchema = z
  .strictObject({
    prompt: promptOption,
    count: z.int().positive().default(1).describe('number of sequences from `prompt`'),
    prompts: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('prompts of one sequence each, instead of `prompt`'),
    ...sequenceOptions,
    batchSize: z.int().positive().default(64).describe('B: sequences generated at once; affects no result'),
  })
  .superRefine(({ prompts, prompt, count }, context) => {
    if (prompts !== undefined && (prompt !== '' || count !== 1)) {
      context.addIssue({
        code: 'custom',
        path: ['prompts'],
        message: 'to be given without `prompt` and `count`, got both',
      });
    }
  });

/** Options of one sequence; each has a default. */
export interface SequenceOptions {
  /** Text to continue, '' by default: the beginning of a document. */
  readonly prompt?: string | undefined;
  /** Maximum number of characters after the prompt, 1000 by default. */
  readonly length?: number | undefined;
  /** Divisor of the logits, 1 by default: the distribution that the model learned. 0 always chooses the most likely character. */
  readonly temperature?: number | undefined;
  /** Choose only among the k most likely characters, by default among all. */
  readonly topK?: number | undefined;
  /** Choose only among the most likely characters that together have this probability, 1 by default. */
  readonly topP?: number | undefined;
  /** Seed of all random choices, 0 by default: the same seed gives the same text. */
  readonly seed?: number | undefined;
  /** Index of the first sequence, 0 by default; the random stream of a sequence depends only on seed and index. */
  readonly firstIndex?: number | undefined;
  /** Strings that end a sequence, and are not part of it; none by default. */
  readonly stop?: string[] | undefined;
}

/** Options of `sample`; each has a default. */
export interface SampleOptions extends SequenceOptions {
  /** Number of sequences from `prompt`, 1 by default. */
  readonly count?: number | undefined;
  /** Prompts of one sequence each, instead of `prompt`. */
  readonly prompts?: string[] | undefined;
  /** Number of sequences generated at once, 64 by default; affects no result. */
  readonly batchSize?: number | undefined;
  /** Receives the progress. */
  readonly onProgress?: (progress: SampleProgress) => void;
  /**
   * Called with the text of sequence `index` so far, at intervals that depend on the engine; returning true ends the sequence there.
   */
  readonly isDone?: (index: number, text: string) => boolean;
  /** Aborting ends the work and returns the text so far, with `end.kind` 'aborted'. */
  readonly signal?: AbortSignal;
}

export type StreamSettings = z.output<typeof streamOptionsSchema>;

/** Options including those that no command line can give. */
export const allSampleOptionsSchema = sampleOptionsSchema.safeExtend({
  onProgress: callbackSchema<NonNullable<SampleOptions['onProgress']>>(),
  isDone: callbackSchema<NonNullable<SampleOptions['isDone']>>(),
  signal: signalSchema.optional(),
});
/** Like `allSampleOptionsSchema`, for `sampleStream`. */
export const allStreamOptionsSchema = streamOptionsSchema.extend({ signal: signalSchema.optional() });
