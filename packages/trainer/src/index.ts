export {
  type CheckpointReference,
  type CompleteCheckpoint,
  listCheckpoints,
} from './checkpoint/list-checkpoints.ts';
export { type CheckpointState, readCheckpoint } from './checkpoint/read-checkpoint.ts';
export { readModel, type StoredModel } from './checkpoint/read-model.ts';
export type { Progress, StateFile } from './checkpoint/state-schema.ts';
export type { TensorValues } from './checkpoint/tensor-file.ts';
export {
  type CorpusConfig,
  corpusConfigSchema,
  corpusOptions,
} from './config/corpus-config.ts';
export { deviationsOf, type Preset, type PresetName, presetNames, presets } from './config/presets.ts';
export {
  findPreset,
  type ResolveConfigOptions,
  resolveConfig,
} from './config/resolve-config.ts';
export {
  type Hyperparameters,
  hyperparametersSchema,
  type RunConfig,
  runConfigSchema,
} from './config/run-config.ts';
export {
  type TrainingConfig,
  trainingConfigSchema,
} from './config/training-config.ts';
export { learningRateAt, type SchedulePosition, totalSteps } from './loop/schedule.ts';
export type { TrainOptions } from './loop/session.ts';
export { train } from './loop/train.ts';
export { type ValidationOptions, validate } from './loop/validate.ts';
export {
  type CheckpointEvent,
  type EndEvent,
  type Quality,
  type QualitySums,
  qualityOf,
  type StartEvent,
  type StepEvent,
  type TrainingEvent,
  type TrainingOutcome,
  type ValidationEvent,
} from './run/events.ts';
export { bestCheckpoint, findCheckpoint } from './run/find-checkpoint.ts';
export { type FoundModel, findModel, readFound } from './run/find-model.ts';
export { type MetricsLine, readMetrics } from './run/metrics-log.ts';
export {
  type Provenance,
  RUN_FORMAT_VERSION,
  type RunDescription,
  type RunSession,
} from './run/run-folder.ts';
export { RunLock } from './run/run-lock.ts';
