import { callbackSchema, type SampleProgress, signalSchema } from '@longrange/model/internal';
import { z } from 'zod';

const index = z
  .int()
  .min(0)
  .max(2 ** 32 - 1)
  .default(0);

/** Options of `sampleStream`. */
export const streamOptionsSchema = z.strictObject({
  prompt: z.string().default(''),
  length: z.int().positive().default(1000),
  temperature: z.number().min(0).default(1),
  topK: z.int().positive().optional(),
  topP: z.number().gt(0).max(1).optional(),
  seed: index,
  firstIndex: index,
  stop: z.array(z.string().min(1)).default([]),
  signal: signalSchema.optional(),
});

/** Options of `sample`. */
export const sampleOptionsSchema = streamOptionsSchema
  .extend({
    count: z.int().positive().default(1),
    prompts: z.array(z.string()).min(1).optional(),
    batchSize: z.int().positive().default(64),
    onProgress: callbackSchema<NonNullable<SampleOptions['onProgress']>>(),
    isDone: callbackSchema<NonNullable<SampleOptions['isDone']>>(),
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
