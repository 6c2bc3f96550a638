import { z } from 'zod';

const count = z.int().positive();

/** How gradients are kept in bounds, after accumulation over the micro-batches (Pascanu et al. 2013). */
export const clipSchema = z.strictObject({
  kind: z
    .enum(['global', 'perTensor', 'none'])
    .default('global')
    .describe(
      "how gradients are clipped; global: all together by their joint norm; perTensor: each by its own, as Keras' `clipnorm` does",
    ),
  norm: z.number().positive().default(1).describe('the largest norm allowed'),
});

/** Everything that steers the training loop. Defaults, ranges and meanings are given here and nowhere else. */
export const trainingConfigSchema = z
  .strictObject({
    batchSize: count.default(16).describe('sequences per step'),
    microBatchSize: count
      .nullable()
      .default(null)
      .describe(
        'sequences computed at once, with gradients accumulated over the batch; null: the whole batch',
      ),
    sequenceLength: count.default(128).describe('characters per sequence and step'),
    gradientLength: count
      .nullable()
      .default(null)
      .describe(
        'characters through which gradients flow, the length of truncated back-propagation; `sequenceLength` is a multiple; null: the whole sequence',
      ),
    resetEvery: count
      .nullable()
      .default(null)
      .describe(
        'characters after which the state is emptied, wherever they are; `sequenceLength` is a multiple; null: never within a sequence',
      ),
    batches: z
      .enum(['streams', 'windows'])
      .default('streams')
      .describe(
        'what a sequence is; streams: shuffled documents, cut into consecutive pieces from their beginnings; windows: shuffled windows of the joined text, as in the reference',
      ),
    initialState: z
      .enum(['carried', 'zero'])
      .default('carried')
      .describe(
        'the state that a sequence starts from; carried: that of the piece before it; zero: an empty state; the batches are the same',
      ),
    resetAtDocuments: z
      .boolean()
      .default(true)
      .describe(
        'whether each document starts from an empty state; false: the state flows from one document into the next',
      ),

    epochs: z
      .number()
      .positive()
      .nullable()
      .default(1)
      .describe(
        'passes over the training split, may be a fraction; the run ends at the first maximum it reaches',
      ),
    maxCharacters: count.nullable().default(null).describe('the most characters to train on'),
    maxMinutes: z
      .number()
      .positive()
      .nullable()
      .default(null)
      .describe(
        'the most minutes of work, including validation and earlier sessions; the schedule then follows the clock too',
      ),

    learningRate: z.number().positive().default(3e-3).describe('the peak learning rate of Adam'),
    schedule: z
      .enum(['constant', 'cosine'])
      .default('cosine')
      .describe('the learning rate after the warm-up'),
    warmupSteps: z
      .int()
      .nonnegative()
      .default(50)
      .describe('steps over which the rate rises linearly from 0 to its peak'),
    finalLearningRateShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.01)
      .describe('where the cosine ends, as a share of the peak'),
    clip: clipSchema.prefault({}),
    beta1: z.number().min(0).lt(1).default(0.9).describe("Adam's decay rate of the mean gradient"),
    beta2: z.number().min(0).lt(1).default(0.999).describe("Adam's decay rate of the mean squared gradient"),
    epsilon: z
      .number()
      .positive()
      .default(1e-7)
      .describe(
        "added to the root of Adam's second moment; the value of Keras, a tenth of what is common elsewhere",
      ),

    weightDecay: z
      .number()
      .nonnegative()
      .default(0)
      .describe(
        'how much of a matrix goes with each step, times the learning rate, where the step brings an element nearer to zero anyway (decoupled and cautious; Chen et al. 2025)',
      ),

    validationEverySteps: z
      .int()
      .nonnegative()
      .default(500)
      .describe('steps between validations; 0: only at the end'),
    validationMaxCharacters: count
      .nullable()
      .default(131_072)
      .describe(
        'the most characters of the validation split to read, in whole documents drawn at random; null: all',
      ),
    earlyStopPatience: count
      .nullable()
      .default(null)
      .describe('how many validations in a row without a new best stop the run; null: never stop'),

    checkpointEverySteps: z
      .int()
      .nonnegative()
      .default(500)
      .describe('steps between checkpoints; 0: only at the end, on a new best and on interruption'),
    keepCheckpoints: count
      .default(2)
      .describe('how many of the newest checkpoints to keep; the best is always kept'),
    logEverySteps: count.default(10).describe('steps between lines of `metrics.jsonl`'),

    seed: z
      .int()
      .min(0)
      .max(0xffff_ffff)
      .default(1)
      .describe('seed of the weights, the order of documents and dropout'),
  })
  .check(
    z.refine((config) => config.epochs ?? config.maxCharacters ?? config.maxMinutes, {
      error:
        'Expected one of `epochs`, `maxCharacters` and `maxMinutes` to be a number, got null for all of them.',
    }),
    ...(['gradientLength', 'resetEvery'] as const).map((name) =>
      z.refine<Record<typeof name | 'sequenceLength', number | null>>(
        (config) => config[name] === null || config.sequenceLength! % config[name] === 0,
        { error: `Expected \`sequenceLength\` to be a multiple of \`${name}\`, got another number.` },
      ),
    ),
    z.refine(({ batches, initialState }) => batches === 'streams' || initialState === 'zero', {
      error:
        'Expected `initialState` to be zero with `batches` windows, which have no neighbours, got another value.',
    }),
  );

/** The part of a run's configuration that says how it is trained. */
export type TrainingConfig = z.output<typeof trainingConfigSchema>;
