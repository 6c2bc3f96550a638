export {
  type CheckpointReference,
  type CompleteCheckpoint,
  listCheckpoints,
} from './checkpoint/list-checkpoints.ts';
export type { StoredModel } from './checkpoint/read-checkpoint.ts';
export { type CheckpointState, readCheckpoint } from './checkpoint/read-checkpoint.ts';
export type { Progress, StateFile } from './checkpoint/state-schema.ts';
export type { TensorValues } from './checkpoint/tensor-file.ts';
export { type Preset, type PresetName, presetNames, presets } from './config/presets.ts';
export { type PartialRunConfig, resolveConfig } from './config/resolve-settings.ts';
export type { RunConfig } from './config/run-config.ts';
export { type CorpusConfig, corpusOptions } from './config/run-config.ts';
export type { TrainingConfig } from './config/training-config.ts';
export type { TrainOptions } from './loop/session.ts';
export { train } from './loop/train.ts';
export { type TrainedOn, type TrainOnOptions, trainOn } from './loop/train-on.ts';
export { type ValidationOptions, validate } from './loop/validate.ts';
export {
  type CheckpointEvent,
  type EndEvent,
  type Quality,
  qualityOf,
  type StartEvent,
  type StepEvent,
  type TrainingEvent,
  type TrainingOutcome,
  type ValidationEvent,
} from './run/events.ts';
export { bestCheckpoint, type FoundModel, findCheckpoint, findModel } from './run/find-checkpoint.ts';
export { type MetricsLine, readMetrics } from './run/metrics-log.ts';
export type { Provenance } from './run/run-folder.ts';
