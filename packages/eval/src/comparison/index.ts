export { type DocumentScores, parseDocumentScores } from './document-scores.ts';
export {
  type ComparedMeasure,
  type Comparison,
  type ContenderValue,
  type Difference,
  parseComparison,
} from './schema.ts';
