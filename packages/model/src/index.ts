// Imported before ops, which loads single files of the core: the engine must be that of the whole core.
import '@tensorflow/tfjs-core';

export { CharacterModel, type EncodedText } from './character-model.ts';
export type { CharacterNetwork, ForwardOptions, ForwardResult } from './character-network.ts';
export type { UnitClamp } from './clamp-unit.ts';
export type { Hyperparameters, ModelConfig, ModelConfigInput, NetworkName } from './config-schema.ts';
export type { ModelMetadata } from './files/model-files.ts';
export { type ModelFiles, modelFromFiles, modelToFiles } from './files/model-from-files.ts';
export type { ModelDescription } from './files/read-description.ts';
export type { LayerState, ModelState } from './model-state.ts';
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
export { registerNetwork } from './networks/networks.ts';
export type { GradientTarget, InputGradientOptions } from './scoring/input-gradients.ts';
export type { PositionQuery } from './scoring/predict-positions.ts';
export type { Branch, BranchedSequence } from './scoring/score-branches.ts';
export {
  type LossSums,
  type ScoreOptions,
  scoreTokens,
  sumLosses,
} from './scoring/score-tokens.ts';
export type { TokenIds } from './scoring/token-ids.ts';
export type { LayerTrace, TraceRows, TraceStretch } from './scoring/trace-tokens.ts';
