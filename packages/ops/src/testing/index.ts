export { describeIdChecks } from './describe-id-checks.ts';
export { describeParity, type TestedEngine } from './describe-parity.ts';
export {
  type LayerCase,
  layerCase,
  resultTensors,
  type TestedLayer,
  testedLayers,
  weightedSum,
  writingCase,
} from './layers.ts';
export { expectClose, numericGradient, relativeError, uniform, uniformTensor } from './numbers.ts';
export { operationInputs, type TestedOperation, testedOperations } from './operations.ts';
export {
  gatedDeltaCase,
  matrixRecurrenceCase,
  resultsAndGradients,
  type SequenceCase,
  windowAttentionCase,
} from './sequence-cases.ts';
