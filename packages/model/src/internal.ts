// Shared with the other packages of this repository. Not a stable API: it may change in any version.
export { checkModel } from './check-model.ts';
export { parameterBytes } from './config.ts';
export {
  type HyperparametersInput,
  hyperparametersSchema,
  networkSettings,
} from './config-schema.ts';
export { sizeOf } from './initializers.ts';
export { networkNamed, networkNames, networks } from './networks/networks.ts';
export { valuesOf } from './parameters.ts';
export { type RandomStream, randomStream } from './random-stream.ts';
export { callbackSchema, setting, signalSchema } from './schema.ts';
export { BatchedReader, eventLoopBreaks } from './scoring/batched-reader.ts';
export { BatchWriter, type ChoiceOptions, probabilitiesOf } from './writing/batch-writer.ts';
export {
  promptEncoder,
  type Sample,
  type SampleEnd,
  type SampleProgress,
  StopWatcher,
  writeSamples,
} from './writing/write-samples.ts';
