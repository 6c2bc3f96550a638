// What the other packages of this repository share with this one. No promise to anybody else: it may change in any version.
export { checkModel } from './check-model.ts';
export {
  type HyperparametersInput,
  hyperparametersSchema,
  networkSettings,
  withNetwork,
} from './config-schema.ts';
export { type RandomStream, randomStream } from './initializers/random-stream.ts';
export { networkNamed, networkNames, networks } from './networks/networks.ts';
export { eventLoopBreaks } from './reading/event-loop.ts';
export { LaneReader } from './reading/lane-reader.ts';
export { readStates } from './reading/read-states.ts';
