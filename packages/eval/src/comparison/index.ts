export { partsOfBits } from '../probes/bits/bits-per-character.ts';
export { type CorrectedTests, correctTests, type UncorrectedTest } from '../result/correct-tests.ts';
export { type DocumentParts, type Observed, partsOfObservations } from '../statistics/document-parts.ts';
export { type CompareOptions, compareContenders, measuresLeftOut } from './compare-contenders.ts';
export type { Contender } from './document-scores.ts';
export {
  buildDocumentScores,
  DOCUMENT_SCORES_FORMAT_VERSION,
  type DocumentScores,
  type DocumentScoresParts,
  parseDocumentScores,
} from './document-scores.ts';
export { type Measure, type MeasureId, measures } from './measures.ts';
export {
  buildComparison,
  COMPARISON_FORMAT_VERSION,
  type ComparedMeasure,
  type Comparison,
  type ComparisonParts,
  type ContenderValue,
  type Difference,
  parseComparison,
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
