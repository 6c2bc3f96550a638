export {
  featureCases,
  layerCase,
  layerCases,
  type OperationCase,
  resultsAndGradients,
  writingCase,
} from './cases.ts';
export { describeParity, type TestedEngine } from './describe-parity.ts';
export { attentionCase, matrixCases } from './head-cases.ts';
export { relativeError, uniformTensor } from './numbers.ts';
