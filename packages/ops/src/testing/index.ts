export {
  attentionCase,
  featureCases,
  layerCase,
  layerCases,
  matrixCases,
  type OperationCase,
  resultsAndGradients,
  writingCase,
} from './cases.ts';
export { describeParity, type TestedEngine } from './describe-parity.ts';
export { relativeError, uniformTensor } from './numbers.ts';
