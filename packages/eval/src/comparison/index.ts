export { partsOfBits } from '../probes/bits/parts-of-bits.ts';
export { type CorrectedTests, correctTests, type UncorrectedTest } from '../result/correct-tests.ts';
export { type DocumentParts, type Observed, partsOfObservations } from '../statistics/document-parts.ts';
export { type CompareOptions, compareContenders, measuresLeftOut } from './compare-contenders.ts';
export { buildComparison, type ComparisonParts, parseComparison } from './comparison.ts';
export type { Contender } from './contender.ts';
export {
  buildDocumentScores,
  DOCUMENT_SCORES_FORMAT_VERSION,
  type DocumentScores,
  type DocumentScoresParts,
  parseDocumentScores,
} from './document-scores.ts';
export { type Measure, type MeasureId, measures } from './measures.ts';
export {
  COMPARISON_FORMAT_VERSION,
  type ComparedMeasure,
  type Comparison,
  type ContenderValue,
  type Difference,
} from './schema.ts';
export {
  type Tally,
  tallyBits,
  tallyBounds,
  tallyClosers,
  tallyPairs,
  tallySamples,
  toTally,
} from './tally.ts';
export { type TestSide, testPaired, testUnpaired } from './test-differences.ts';
