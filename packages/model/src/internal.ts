// Shared with the other packages of this repository. Not a stable API: it may change in any version.
export { checkModel } from './check-model.ts';
export { clampUnit } from './clamp-unit.ts';
export { parameterBytes, parseModelConfig } from './config.ts';
export {
  type HyperparametersInput,
  hyperparametersSchema,
  networkSettings,
} from './config-schema.ts';
export { sizeOf } from './initializers.ts';
export { disposeState, mapState, selectState, stateTensors } from './model-state.ts';
export { networkNamed, networkNames, networkOf, networks } from './networks/networks.ts';
export { parameterSpecifications, valuesOf } from './parameters.ts';
export { type RandomStream, randomStream } from './random-stream.ts';
export { callbackSchema, setting, signalSchema } from './schema.ts';
export { eventLoopBreaks } from './scoring/batched-reader.ts';
export { inputGradientNorms } from './scoring/input-gradients.ts';
export { timeMajor } from './scoring/token-ids.ts';
export { gatesOf, traceTokens } from './scoring/trace-tokens.ts';
export { BatchWriter, type ChoiceOptions } from './writing/batch-writer.ts';
export {
  promptEncoder,
  type Sample,
  type SampleEnd,
  type SampleProgress,
  StopWatcher,
  writeSamples,
} from './writing/write-samples.ts';
