import type { EncodedSplit } from '@longrange/corpus';
import { type Batcher, StreamBatcher, WindowBatcher } from '@longrange/corpus/batches';
import { LongrangeError } from '@longrange/errors';
import type { CharacterModel } from '@longrange/model';
import type { CheckpointReference } from '../checkpoint/list-checkpoints.ts';
import type { Progress } from '../checkpoint/state-schema.ts';
import { seesBeginning, UNSEEN_BEGINNING } from '../config/run-config.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { Adam } from './adam.ts';
import { type BatchSlice, CarriedState, sliceBatch } from './carried-state.ts';
import { Throughput, totalSteps } from './schedule.ts';

/** Model to be trained, and the settings. */
interface Training {
  /** Model, which is trained in place. */
  readonly model: CharacterModel;
  readonly config: TrainingConfig;
}

/** Options of `beginLearning`. */
export interface LearningOptions extends Training {
  /** Text, as `makeBatcher` returns it. */
  readonly batcher: Batcher;
  /** Progress to continue from; without it, training starts anew. */
  readonly progress?: Progress | undefined;
  /** True if gradients may overflow float16, so that the loss is scaled (`mixed_float16`). */
  readonly scalesLoss?: boolean | undefined;
}

/** State of training that changes from step to step, in memory only. */
export interface Learning extends Training {
  readonly batcher: Batcher;
  readonly slices: readonly BatchSlice[];
  readonly adam: Adam;
  readonly carried: CarriedState;
  readonly totalSteps: number | null;
  readonly throughput: Throughput;
  /** Start of this session, from which the pace and the abandoned steps follow. */
  readonly start: Pick<Progress, 'step' | 'elapsedSeconds' | 'lossExcess'> & { readonly clockMs: number };
  progress: Progress;
  /** Latest checkpoint; null before the first, undefined if none are kept. */
  readonly lastCheckpoint?: CheckpointReference | null;
}

/** Makes the optimizer and the state that a model needs to learn; `endLearning` releases them. */
export function beginLearning({
  model,
  config,
  batcher,
  progress: recorded = initialProgress(batcher),
  scalesLoss = false,
}: LearningOptions): Learning {
  const progress = { ...recorded, lossScale: scalesLoss ? (recorded.lossScale ?? initialLossScale) : null };
  const slices = sliceBatch(config.batchSize, config.microBatchSize);
  return {
    model,
    config,
    batcher,
    slices,
    progress,
    adam: new Adam(model, config),
    carried: new CarriedState(model, slices),
    totalSteps: totalSteps(config, batcher),
    throughput: new Throughput(),
    start: { ...progress, clockMs: performance.now() },
  };
}

/** Releases what `beginLearning` made, but not the model. */
export function endLearning({ adam, carried }: Learning): void {
  adam.dispose();
  carried.dispose();
}

/** Scale of the loss at the start, as in Keras' `LossScaleOptimizer`. */
export const initialLossScale: NonNullable<Progress['lossScale']> = {
  scale: 2 ** 15,
  stepsSinceChange: 0,
  skippedSteps: 0,
};

/** Seconds of work on the run, including earlier sessions. */
export function elapsedSeconds({ start }: Learning): number {
  return start.elapsedSeconds + (performance.now() - start.clockMs) / 1000;
}

/**
 * Cuts a text into batches for training.
 *
 * @throws LongrangeError `CONFIG_INVALID`, `CORPUS_TOO_SHORT`
 */
export function makeBatcher(
  { ids, documents }: Pick<EncodedSplit, 'ids' | 'documents'>,
  { model, config }: Training,
): Batcher {
  const { batches, batchSize, sequenceLength, seed, resetAtDocuments, initialState } = config;
  if (!seesBeginning(model.config, config))
    throw new LongrangeError({ code: 'CONFIG_INVALID', message: UNSEEN_BEGINNING, exitCode: 2 });
  const text = { ids, documents, batchSize, sequenceLength, seed };
  if (batches === 'windows') return new WindowBatcher(text);
  return new StreamBatcher({
    ...text,
    beginOfDocument: model.beginOfDocument,
    resetAtDocuments,
    resetAlways: initialState === 'zero',
  });
}

export function initialProgress(batcher: Batcher): Progress {
  return {
    step: 0,
    charactersSeen: 0,
    epoch: 0,
    elapsedSeconds: 0,
    batcherPosition: batcher.position(),
    best: null,
    validation: null,
    validationsWithoutBest: 0,
    lossExcess: 0,
    lossScale: null,
    sinceLog: { lossNats: 0, correct: 0, characters: 0 },
  };
}
