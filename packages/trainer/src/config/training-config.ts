import { setting } from '@longrange/model/internal';
import { z } from 'zod';

const count = z.int().positive();

/** Clipping of gradients, after accumulation over the micro-batches (Pascanu et al. 2013). */
export const clipSchema = z.strictObject({
  kind: setting(
    z.enum(['global', 'perTensor', 'none']),
    'global',
    "clipping of gradients; global: all together by their joint norm; perTensor: each by its own norm, like Keras' `clipnorm`",
  ),
  norm: z.number().positive().default(1).describe('largest norm allowed'),
});

/** Settings of the training loop. This is the only place where their defaults, ranges and meanings are given. */
export const trainingConfigSchema = z
  .strictObject({
    batchSize: count.default(16).describe('sequences per step'),
    microBatchSize: setting(
      count.nullable(),
      null,
      'sequences computed at once, with gradients accumulated over the batch; null: the whole batch',
    ),
    sequenceLength: count.default(128).describe('characters per sequence and step'),
    gradientLength: setting(
      count.nullable(),
      null,
      'characters through which gradients flow (length of truncated back-propagation), a divisor of `sequenceLength`; null: the whole sequence',
    ),
    resetEvery: setting(
      count.nullable(),
      null,
      'characters after which the state is reset, a divisor of `sequenceLength`; null: never within a sequence',
    ),
    batches: setting(
      z.enum(['streams', 'windows']),
      'streams',
      'kind of sequences; streams: shuffled documents, cut into consecutive pieces from their beginnings; windows: shuffled windows of the joined text, as in the reference',
    ),
    initialState: setting(
      z.enum(['carried', 'zero']),
      'carried',
      'state at the start of a sequence; carried: that of the piece before it; zero: an empty state; the batches are the same',
    ),
    resetAtDocuments: setting(
      z.boolean(),
      true,
      'start each document from an empty state; false: the state flows from one document into the next',
    ),

    epochs: setting(
      z.number().positive().nullable(),
      1,
      'passes over the training split, possibly fractional; the run ends at the first limit it reaches',
    ),
    maxCharacters: count.nullable().default(null).describe('maximum number of characters to train on'),
    maxMinutes: setting(
      z.number().positive().nullable(),
      null,
      'maximum minutes of work, including validation and earlier sessions; the schedule then also follows the clock',
    ),

    learningRate: z.number().positive().default(3e-3).describe('peak learning rate of Adam'),
    schedule: setting(
      z.enum(['constant', 'cosine']),
      'cosine',
      'course of the learning rate after the warm-up',
    ),
    warmupSteps: setting(
      z.int().nonnegative(),
      50,
      'steps over which the rate rises linearly from 0 to its peak',
    ),
    decayFromStep: setting(
      count.nullable(),
      null,
      'step up to which the rate stays at its peak, before the cosine; null: the end of the warm-up, with --from the step of its checkpoint',
    ),
    finalLearningRateShare: setting(
      z.number().min(0).max(1),
      0.01,
      'final learning rate of the cosine, as a share of the peak',
    ),
    clip: clipSchema.prefault({}),
    beta1: z.number().min(0).lt(1).default(0.9).describe("Adam's decay rate of the mean gradient"),
    beta2: z.number().min(0).lt(1).default(0.999).describe("Adam's decay rate of the mean squared gradient"),
    epsilon: setting(
      z.number().positive(),
      1e-7,
      "term added to the root of Adam's second moment; the default is Keras', a tenth of the value common elsewhere",
    ),

    weightDecay: setting(
      z.number().nonnegative(),
      0,
      'decay of matrices per step, times the learning rate, for elements that the step moves toward zero anyway (decoupled and cautious; Chen et al. 2025)',
    ),

    validationEverySteps: setting(
      z.int().nonnegative(),
      500,
      'steps between validations; 0: only at the end',
    ),
    validationMaxCharacters: setting(
      count.nullable(),
      131_072,
      'maximum number of characters of the validation split to read, in whole documents drawn at random; null: all',
    ),
    earlyStopPatience: setting(
      count.nullable(),
      null,
      'validations in a row without a new best after which the run stops; null: never stop',
    ),

    checkpointEverySteps: setting(
      z.int().nonnegative(),
      500,
      'steps between checkpoints; 0: only at the end, on a new best and on interruption',
    ),
    keepCheckpoints: setting(count, 2, 'number of newest checkpoints to keep; the best is always kept'),
    logEverySteps: count.default(10).describe('steps between lines of `metrics.jsonl`'),

    seed: setting(
      z.int().min(0).max(0xffff_ffff),
      1,
      'seed of the weights, the order of documents and dropout',
    ),
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
        'Expected `initialState` to be zero with `batches` windows, which have no predecessor, got another value.',
    }),
  );

/** Part of a run's configuration that describes its training. */
export type TrainingConfig = z.output<typeof trainingConfigSchema>;
