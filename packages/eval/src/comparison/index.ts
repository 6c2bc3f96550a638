export type { DocumentParts } from '../statistics/document-parts.ts';
export { type CompareOptions, compareContenders, measuresLeftOut } from './compare-contenders.ts';
export type { Contender } from './document-scores.ts';
export {
  buildDocumentScores,
  type DocumentScores,
  type DocumentScoresParts,
  parseDocumentScores,
} from './document-scores.ts';
export { type Measure, type MeasureId, measures } from './measures.ts';
export {
  buildComparison,
  type ComparedMeasure,
  type Comparison,
  type ComparisonParts,
  type ContenderValue,
  type Difference,
  parseComparison,
} from './schema.ts';
export {
  type Tally,
  tallySamples,
  toTally,
} from './tally.ts';
