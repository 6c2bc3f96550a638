import { parseOptions } from '@longrange/errors';
import { z } from 'zod';

/** What one sequence needs, in `sample` and in `sampleStream`. */
const sequenceOptions = {
  length: z.int().positive().default(1000).describe('the most characters to write after the prompt'),
  temperature: z
    .number()
    .min(0)
    .default(1)
    .describe(
      'divides the logits; 1: the distribution that the model learned; 0: always the most likely character',
    ),
  topK: z.int().positive().optional().describe('choose only among the k most likely characters'),
  topP: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe('choose only among the most likely characters that together have this probability'),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(0)
    .describe('seed of all random choices'),
  firstIndex: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(0)
    .describe('index of the first sequence; the random stream of a sequence depends only on seed and index'),
  stop: z
    .array(z.string().min(1))
    .default([])
    .describe('strings that end a sequence; they are left out of it'),
};

const { temperature, topK, topP } = sequenceOptions;

/** Options of `nextCharacterProbabilities`. */
export const choiceOptionsSchema = z.strictObject({ temperature: temperature.unwrap(), topK, topP });

const promptOption = z.string().default('').describe('what comes before; empty: the beginning of a document');

/** Options of `sampleStream`. */
export const streamOptionsSchema = z.strictObject({ prompt: promptOption, ...sequenceOptions });

/** Options of `sample`. */
export const sampleOptionsSchema = z
  .strictObject({
    prompt: promptOption,
    count: z.int().positive().default(1).describe('sequences to write from `prompt`'),
    prompts: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('write one sequence for each of these, instead of `prompt`'),
    ...sequenceOptions,
    batchSize: z.int().positive().default(64).describe('B: sequences written at once; changes no result'),
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

/** How far `sample` has come. */
export interface SampleProgress {
  /** Characters written so far, of all sequences. */
  readonly characters: number;
  /** Characters that there will be in the end if no stop text comes. */
  readonly total: number;
  /** Sequences that have ended. */
  readonly finished: number;
  /** Sequences in all. */
  readonly count: number;
}

/** Options of `sample`; each has a default. */
export interface SampleOptions extends z.input<typeof sampleOptionsSchema> {
  /** Told how far the writing is. */
  readonly onProgress?: (progress: SampleProgress) => void;
  /**
   * Asked between stretches of writing, whose length is the engine's affair, with what has been written of sequence `index`: true
   * ends it there.
   */
  readonly isDone?: (index: number, text: string) => boolean;
  /** Ends the work; what has been written is returned, with `end.kind` 'aborted'. */
  readonly signal?: AbortSignal;
}

export type SampleSettings = z.output<typeof sampleOptionsSchema>;
export type StreamSettings = z.output<typeof streamOptionsSchema>;

const context = { code: 'SAMPLE_OPTIONS', subject: 'sampling options' };

const signal = z.custom<AbortSignal>(
  (value) => typeof (value as AbortSignal | null)?.throwIfAborted === 'function',
  "to be an AbortController's signal",
);
const isFunction = [(value: unknown) => typeof value === 'function', 'to be a function'] as const;

/** With what no command line can give. */
const allSampleOptionsSchema = sampleOptionsSchema.safeExtend({
  onProgress: z.custom<NonNullable<SampleOptions['onProgress']>>(...isFunction).optional(),
  isDone: z.custom<NonNullable<SampleOptions['isDone']>>(...isFunction).optional(),
  signal: signal.optional(),
});
const allStreamOptionsSchema = streamOptionsSchema.extend({ signal: signal.optional() });

/** @throws LongrangeError SAMPLE_OPTIONS with every problem */
export function parseSampleOptions(input: unknown): z.output<typeof allSampleOptionsSchema> {
  return parseOptions(allSampleOptionsSchema, input, context);
}

/** @throws LongrangeError SAMPLE_OPTIONS with every problem */
export function parseStreamOptions(input: unknown): z.output<typeof allStreamOptionsSchema> {
  return parseOptions(allStreamOptionsSchema, input, context);
}
