import type { BatcherPosition } from '@longrange/corpus';
import { z } from 'zod';

/** Version of `state.json` and `COMPLETE`. Raise it when a field changes its meaning or goes away. */
export const STATE_FORMAT_VERSION = 2;

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** `COMPLETE`: written last; without it the checkpoint does not exist. */
export const completeSchema = z.object({
  /** Of any version, so that a checkpoint of another one is found and refused in words. */
  formatVersion: z.int(),
  step: count,
  completedAt: z.iso.datetime(),
  /** The validation loss at this step, null where it was not measured. */
  validationLossNats: z.number().nullable(),
  /** Of `state.json`, which holds those of the other files. */
  stateSha256: sha256,
});

export type CompleteMarker = z.output<typeof completeSchema>;

/** The text, shape and seed in it are what the batcher is held against. */
const positionSchema = z.object({
  kind: z.enum(['stream', 'window']),
  epoch: count,
  batch: count,
  seed: count,
  batchSize: count,
  sequenceLength: count,
  characters: count,
}) satisfies z.ZodType<BatcherPosition>;

/** What resume needs besides weights and tensors. */
export const progressSchema = z.object({
  step: count,
  charactersSeen: count,
  epoch: count,
  /** Over all sessions of the run. */
  elapsedSeconds: z.number().nonnegative(),
  /** What the batcher's `position()` gave, handed back to its `seek()`. */
  batcherPosition: positionSchema,
  best: z.object({ step: count, lossNats: z.number() }).nullable(),
  /** The validation at this very step, null where there was none. */
  validation: z
    .object({ lossNats: z.number(), bitsPerCharacter: z.number(), accuracy: z.number() })
    .nullable(),
  /** Validations since the best one. */
  validationsWithoutBest: count,
  /** How far and how long the loss has been above chance. */
  lossExcess: z.number().nonnegative(),
  /** By what the loss is multiplied for gradients in float16, null in float32. */
  lossScale: z
    .object({ scale: z.number().positive(), stepsSinceChange: count, skippedSteps: count })
    .nullable(),
  /** Sums since the last line of the log. */
  sinceLog: z.object({ lossNats: z.number().nonnegative(), correct: count, characters: count }),
});

/** How far a run had come when a checkpoint was saved. */
export type Progress = z.output<typeof progressSchema>;

/** `state.json` */
export const stateSchema = z.object({
  formatVersion: z.literal(STATE_FORMAT_VERSION),
  progress: progressSchema,
  /**
   * Every random number is a hash of the seed and a position (step, micro-batch, layer; epoch for the order of
   * the documents), so seed and step are the whole state of the random streams.
   */
  randomStreams: z.object({ kind: z.literal('counter'), seed: count, step: count }),
  optimizer: z.object({ kind: z.literal('adam'), step: count }),
  config: z.object({ model: z.record(z.string(), z.json()), training: z.record(z.string(), z.json()) }),
  configSha256: sha256,
  /** Of the ids of the training split. */
  trainingDataSha256: sha256,
  /** Where each float32 tensor is in `state.bin`, little-endian, row-major. */
  tensors: z.array(
    z.object({ name: z.string(), shape: z.array(count), byteOffset: count, byteLength: count }),
  ),
  /** SHA-256 of the checkpoint's other files. */
  files: z.object({ 'model.json': sha256, 'state.bin': sha256, 'weights.bin': sha256 }),
});

/** `state.json` of a checkpoint. */
export type StateFile = z.output<typeof stateSchema>;
