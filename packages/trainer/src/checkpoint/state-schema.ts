import type { BatcherPosition } from '@longrange/corpus';
import { z } from 'zod';

/** Version of `state.json` and `COMPLETE`. Raise it when a field changes its meaning or is removed. */
export const STATE_FORMAT_VERSION = 2;

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Contents of `COMPLETE`, which is written last; without it the checkpoint does not exist. */
export const completeSchema = z.object({
  /** Any version, so that a checkpoint of another one is found and refused with a message. */
  formatVersion: z.int(),
  step: count,
  completedAt: z.iso.datetime(),
  /** Validation loss at this step, null if it was not measured. */
  validationLossNats: z.number().nullable(),
  /** SHA-256 of `state.json`, which holds those of the other files. */
  stateSha256: sha256,
});

export type CompleteMarker = z.output<typeof completeSchema>;

/** Position in the text; the batcher checks text, shape and seed. */
const positionSchema = z.object({
  kind: z.enum(['stream', 'window']),
  epoch: count,
  batch: count,
  seed: count,
  batchSize: count,
  sequenceLength: count,
  characters: count,
}) satisfies z.ZodType<BatcherPosition>;

/** Everything that resuming needs besides weights and tensors. */
export const progressSchema = z.object({
  step: count,
  charactersSeen: count,
  epoch: count,
  /** Duration of all sessions of the run. */
  elapsedSeconds: z.number().nonnegative(),
  /** Result of the batcher's `position()`, to be passed to its `seek()`. */
  batcherPosition: positionSchema,
  best: z.object({ step: count, lossNats: z.number() }).nullable(),
  /** Validation at this very step, null if there was none. */
  validation: z
    .object({ lossNats: z.number(), bitsPerCharacter: z.number(), accuracy: z.number() })
    .nullable(),
  /** Number of validations since the best one. */
  validationsWithoutBest: count,
  /** Accumulated excess of the loss above chance. */
  lossExcess: z.number().nonnegative(),
  /** Factor of the loss for gradients in float16, null in float32. */
  lossScale: z
    .object({ scale: z.number().positive(), stepsSinceChange: count, skippedSteps: count })
    .nullable(),
  /** Sums since the last line of the log. */
  sinceLog: z.object({ lossNats: z.number().nonnegative(), correct: count, characters: count }),
});

/** Progress of a run when a checkpoint was saved. */
export type Progress = z.output<typeof progressSchema>;

/** Contents of `state.json`. */
export const stateSchema = z.object({
  formatVersion: z.literal(STATE_FORMAT_VERSION),
  progress: progressSchema,
  /**
   * Whole state of the random streams: every random number is a hash of the seed and a position (step, micro-batch, layer; epoch for the
   * order of documents).
   */
  randomStreams: z.object({ kind: z.literal('counter'), seed: count, step: count }),
  optimizer: z.object({ kind: z.literal('adam'), step: count }),
  config: z.object({ model: z.record(z.string(), z.json()), training: z.record(z.string(), z.json()) }),
  configSha256: sha256,
  /** SHA-256 of the ids and the document boundaries of the training split. */
  trainingDataSha256: sha256,
  /** Place of each float32 tensor in `state.bin`, little-endian, row-major. */
  tensors: z.array(
    z.object({ name: z.string(), shape: z.array(count), byteOffset: count, byteLength: count }),
  ),
  /** SHA-256 of the checkpoint's other files. */
  files: z.object({ 'model.json': sha256, 'state.bin': sha256, 'weights.bin': sha256 }),
});

/** Contents of a checkpoint's `state.json`. */
export type StateFile = z.output<typeof stateSchema>;
