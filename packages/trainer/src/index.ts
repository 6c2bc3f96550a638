export type { CheckpointReference, CompleteCheckpoint } from './checkpoint/list-checkpoints.ts';
export type { CheckpointState, StoredModel } from './checkpoint/read-checkpoint.ts';
export type { Progress, StateFile } from './checkpoint/state-schema.ts';
export type { TensorValues } from './checkpoint/tensor-file.ts';
export type { Preset, PresetName } from './config/presets.ts';
export { type PartialRunConfig, resolveConfig } from './config/resolve-settings.ts';
export type { CorpusConfig, RunConfig } from './config/run-config.ts';
export type { TrainingConfig } from './config/training-config.ts';
export type { TrainOptions } from './loop/session.ts';
export { train } from './loop/train.ts';
export { type TrainedOn, type TrainOnOptions, trainOn } from './loop/train-on.ts';
export type { ValidationOptions } from './loop/validate.ts';
export type {
  CheckpointEvent,
  EndEvent,
  Quality,
  StartEvent,
  StepEvent,
  TrainingEvent,
  TrainingOutcome,
  ValidationEvent,
} from './run/events.ts';
export { type FoundModel, findCheckpoint } from './run/find-checkpoint.ts';
export type { MetricsLine } from './run/metrics-log.ts';
export type { Provenance } from './run/run-folder.ts';
