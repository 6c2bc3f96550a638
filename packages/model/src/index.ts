// Before ops, which loads single files of the core: the engine must be that of the whole core.
import '@tensorflow/tfjs-core';

export type { CellParameters, LayerTopology, ParameterSpecification, RecurrentCell } from './cells/cell.ts';
export type { CellTrace, CellTracer, GateSpecification } from './cells/tracer.ts';
export { CharacterModel, type ForwardOptions, type ForwardResult } from './character-model.ts';
export type { CheckpointErrorCode } from './checkpoint-error.ts';
export {
  MODEL_FORMAT_VERSION,
  type ModelConfig,
  type ModelConfigInput,
  modelConfigSchema,
  parseModelConfig,
} from './config.ts';
export { eventLoopBreaks } from './event-loop.ts';
export {
  type GradientTarget,
  type InputGradientOptions,
  inputGradientNorms,
} from './input-gradients.ts';
export type { TokenIds } from './lane-reader.ts';
export { loadModel, loadModelDescription } from './load-model.ts';
export type { ModelMetadata } from './model-files.ts';
export { disposeState, type LayerState, type ModelState, mapState, stateTensors } from './model-state.ts';
export { parameterSpecifications } from './parameters.ts';
export { type ParseOptionsContext, parseOptions } from './parse-options.ts';
export { type PositionReading, predictPositions } from './predict-positions.ts';
export { mixSeed, type RandomStream, randomStream } from './random-stream.ts';
export type { ModelDescription } from './read-description.ts';
export { saveModel } from './save-model.ts';
export { type Branch, type BranchedSequence, scoreBranches } from './score-branches.ts';
export { type ScoreOptions, scoreOptionsSchema, scoreTokens } from './score-tokens.ts';
export { selectState } from './select-state.ts';
export {
  gatesOf,
  type LayerTrace,
  type TraceOptions,
  type TraceRows,
  type TraceStretch,
  traceTokens,
} from './trace-tokens.ts';
