// Training in memory, in Node and in browsers: nothing below imports what only Node has.
export { type PartialRunConfig, resolveConfig } from '../config/resolve-settings.ts';
export type { RunConfig } from '../config/run-config.ts';
export type { TrainingConfig } from '../config/training-config.ts';
export {
  beginLearning,
  endLearning,
  type Learning,
  type LearningOptions,
  makeBatcher,
} from '../loop/learning.ts';
export { takeStep } from '../loop/take-step.ts';
export { type ValidationOptions, validate } from '../loop/validate.ts';
export type { StepEvent } from '../run/events.ts';
