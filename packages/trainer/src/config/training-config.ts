import { z } from 'zod';

const count = z.int().positive();

/** How gradients are kept in bounds, after accumulation over the micro-batches. */
export const clipSchema = z.strictObject({
  /**
   * `global`: all gradients scaled together so that their joint norm is at most `norm` (Pascanu et al. 2013).
   * `perTensor`: each gradient by itself, what Keras calls `clipnorm`.
   */
  kind: z.enum(['global', 'perTensor', 'none']).default('global'),
  norm: z.number().positive().default(1),
});

/** Everything that steers the training loop. Defaults stand here and nowhere else. */
export const trainingConfigSchema = z
  .strictObject({
    /** Sequences per step. */
    batchSize: count.default(16),
    /** Sequences that go through the model at once; gradients are accumulated. null: the whole batch. */
    microBatchSize: count.nullable().default(null),
    /** Characters per sequence and step: the length of truncated back-propagation. */
    sequenceLength: count.default(128),
    /** true: documents as streams, state carried from step to step. false: shuffled windows from a zero state. */
    carryState: z.boolean().default(true),

    /** Passes over the training split; fractions allowed. The first maximum that is reached ends the run. */
    epochs: z.number().positive().nullable().default(1),
    maxCharacters: count.nullable().default(null),
    /** Minutes of work, validation and earlier sessions included. The schedule then follows the clock too. */
    maxMinutes: z.number().positive().nullable().default(null),

    /** The peak rate of Adam. */
    learningRate: z.number().positive().default(3e-3),
    schedule: z.enum(['constant', 'cosine']).default('cosine'),
    /** Steps over which the rate rises linearly from 0 to its peak. */
    warmupSteps: z.int().nonnegative().default(50),
    /** Where the cosine ends, as a share of the peak. */
    finalLearningRateShare: z.number().min(0).max(1).default(0.01),
    clip: clipSchema.prefault({}),
    beta1: z.number().min(0).lt(1).default(0.9),
    beta2: z.number().min(0).lt(1).default(0.999),
    /** Keras' value, ten times smaller than elsewhere. */
    epsilon: z.number().positive().default(1e-7),

    /** 0: only at the end. */
    validationEverySteps: z.int().nonnegative().default(500),
    /** The part of the validation split that is used, spread over it. null: all of it. */
    validationMaxCharacters: count.nullable().default(131_072),
    /** Validations in a row without a new best before the run stops. null: never. */
    earlyStopPatience: count.nullable().default(null),

    /** 0: only at the end, on a new best and on interruption. */
    checkpointEverySteps: z.int().nonnegative().default(500),
    /** Newest checkpoints kept, the latest among them; the best is kept besides. */
    keepCheckpoints: count.default(2),
    logEverySteps: count.default(10),

    seed: z.int().min(0).max(0xffff_ffff).default(1),
    /** Recorded, not a choice yet. */
    precision: z.literal('float32').default('float32'),
  })
  .check(
    z.refine((config) => config.epochs ?? config.maxCharacters ?? config.maxMinutes, {
      error:
        'Expected one of `epochs`, `maxCharacters` and `maxMinutes` to be a number, got null for all of them.',
    }),
  );

export type TrainingConfig = z.output<typeof trainingConfigSchema>;
