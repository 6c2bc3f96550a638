// Before ops, which loads single files of the core: the engine must be that of the whole core.
import '@tensorflow/tfjs-core';

export { CharacterModel } from './character-model.ts';
export { clampUnit, type UnitClamp } from './clamp-unit.ts';
export { parseModelConfig } from './config.ts';
export {
  type Hyperparameters,
  MODEL_FORMAT_VERSION,
  type ModelConfig,
  type ModelConfigInput,
  type NetworkName,
} from './config-schema.ts';
export type { CheckpointErrorCode } from './files/checkpoint-error.ts';
export type { ModelMetadata } from './files/model-files.ts';
export { type ModelFiles, modelFromFiles, modelToFiles } from './files/model-from-files.ts';
export type { ModelDescription } from './files/read-description.ts';
export type { ForwardOptions, ForwardResult } from './forward-options.ts';
export { disposeState, type LayerState, type ModelState, mapState, stateTensors } from './model-state.ts';
export { networkOf } from './network-of.ts';
export { blockNetwork } from './networks/blocks/block-network.ts';
export type { Mixed, Mixer, MixerPass } from './networks/blocks/mixer.ts';
export { type BlockOptions, blockOptions } from './networks/blocks/options.ts';
export type { CellParameters, CellTrace, CellTracer, RecurrentCell } from './networks/layers/cell.ts';
export { recurrentStack } from './networks/layers/recurrent-stack.ts';
export type {
  GateSpecification,
  LayerActivity,
  LayerTopology,
  Network,
  NetworkExporters,
  NetworkGeneration,
  NetworkInspection,
  NetworkOptions,
  NetworkParameters,
  NetworkPass,
  NetworkResult,
  NetworkSource,
  ParameterSpecification,
} from './networks/network.ts';
export { registerNetwork } from './networks/networks.ts';
export { parameterSpecifications } from './parameters.ts';
export {
  type GradientTarget,
  type InputGradientOptions,
  inputGradientNorms,
} from './reading/input-gradients.ts';
export { type PositionReading, predictPositions } from './reading/predict-positions.ts';
export { type Branch, type BranchedSequence, scoreBranches } from './reading/score-branches.ts';
export { type ScoreOptions, scoreOptionsSchema, scoreTokens } from './reading/score-tokens.ts';
export { copyRows, joinStates, selectState } from './reading/select-state.ts';
export { type LossSums, sumLosses } from './reading/sum-losses.ts';
export { type TokenIds, timeMajor } from './reading/time-major.ts';
export {
  gatesOf,
  type LayerTrace,
  type TraceOptions,
  type TraceRows,
  type TraceStretch,
  traceTokens,
} from './reading/trace-tokens.ts';
