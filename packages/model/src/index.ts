// Imported before ops, which loads single files of the core: the engine must be that of the whole core.
import '@tensorflow/tfjs-core';

export { CharacterModel, type EncodedText } from './character-model.ts';
export type { ForwardOptions, ForwardResult } from './character-network.ts';
export { CharacterNetwork } from './character-network.ts';
export { clampUnit, type UnitClamp } from './clamp-unit.ts';
export { parseModelConfig } from './config.ts';
export {
  type Hyperparameters,
  MODEL_FORMAT_VERSION,
  type ModelConfig,
  type ModelConfigInput,
  type NetworkName,
} from './config-schema.ts';
export type { ModelMetadata } from './files/model-files.ts';
export { type ModelFiles, modelFromFiles, modelToFiles } from './files/model-from-files.ts';
export type { ModelDescription } from './files/read-description.ts';
export {
  copyRows,
  disposeState,
  joinStates,
  type LayerState,
  type ModelState,
  mapState,
  selectState,
  stateTensors,
} from './model-state.ts';
export { blockNetwork } from './networks/blocks/block-network.ts';
export {
  type BlockOptions,
  blockOptions,
  type Mixed,
  type Mixer,
  type MixerPass,
} from './networks/blocks/mixer.ts';
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
export { networkOf, registerNetwork } from './networks/networks.ts';
export { parameterSpecifications } from './parameters.ts';
export {
  type GradientTarget,
  type InputGradientOptions,
  inputGradientNorms,
} from './scoring/input-gradients.ts';
export { type PositionQuery, predictPositions } from './scoring/predict-positions.ts';
export { type Branch, type BranchedSequence, scoreBranches } from './scoring/score-branches.ts';
export {
  type LossSums,
  type ReadOptions,
  type ScoreOptions,
  scoreTokens,
  sumLosses,
} from './scoring/score-tokens.ts';
export { type TokenIds, timeMajor } from './scoring/token-ids.ts';
export {
  gatesOf,
  type LayerTrace,
  type TraceRows,
  type TraceStretch,
  traceTokens,
} from './scoring/trace-tokens.ts';
