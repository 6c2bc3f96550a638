export type { Language } from './code/language.ts';
export { createPythonParser } from './code/languages/python/create-python-parser.ts';
export { type CPythonOracleOptions, createCPythonOracle } from './code/languages/python/oracle/cpython.ts';
export { python } from './code/languages/python/python.ts';
export { createParser, type ParserOptions } from './code/parser/create-parser.ts';
export type { SyntaxParser } from './code/parser/syntax-parser.ts';
export type { SyntaxOracle } from './code/syntax-oracle.ts';
export type { TextDocument } from './code/text-document.ts';
export { evaluate } from './evaluation/evaluate.ts';
export type { EvaluateOptions } from './evaluation/options.ts';
export { type Suite, type SuiteName, suites } from './evaluation/suites.ts';
export type { AtTemperature } from './metrics/at-temperature-schema.ts';
export type { ControlFlow } from './metrics/control-flow/schema.ts';
export type { Degeneration } from './metrics/degeneration/schema.ts';
export type { Delimiters } from './metrics/delimiters/schema.ts';
export type { Excerpt, Mark } from './metrics/excerpt/schema.ts';
export type { Imports } from './metrics/imports/schema.ts';
export type { Indentation } from './metrics/indentation/schema.ts';
export { type MeasureOptions, measureSubject, type SubjectText } from './metrics/measure-subject.ts';
export type { Memorisation } from './metrics/memorisation/schema.ts';
export type { Names } from './metrics/names/schema.ts';
export type { Oracle } from './metrics/oracle/schema.ts';
export type { Parse } from './metrics/parse/schema.ts';
export type { Strings } from './metrics/strings/schema.ts';
export type { Subject } from './metrics/subject-schema.ts';
export {
  fromNextCharacter,
  type NextCharacter,
  type NextCharacterOptions,
} from './models/from-next-character.ts';
export type { BranchedText, EvaluatedModel, LanguageModel, Reading } from './models/language-model.ts';
export { NgramModel, type NgramOptions, type NgramSampleOptions } from './models/ngram/ngram-model.ts';
export { TextIndex } from './models/ngram/text-index.ts';
export type { TextWriter, WritingOptions } from './models/text-writer.ts';
export { probeBitsPerCharacter } from './probes/bits-per-character.ts';
export type {
  BitsPerCharacter,
  CloserAccuracy,
  Completions,
  Control,
  EffectiveContext,
  GradientReach,
  PastMemory,
  Perturbation,
  PredictorProbes,
  Probes,
  Units,
} from './probes/schema.ts';
export type { BracketRanges, Swaps, SwapsRead, SwapsWritten } from './probes/swap/schema.ts';
export { type LmEvalResults, lmEvalFileName, toLmEval } from './result/lm-eval.ts';
export { buildResult, parseResult, type ResultParts } from './result/result.ts';
export { type CurvePoint, RESULT_FORMAT_VERSION, type Result, resultSchema } from './result/schema.ts';
export type { TestedDifference } from './result/tested-schema.ts';
export type { Range, RangePlace } from './statistics/range-schema.ts';
export type {
  Bucket,
  CountBucket,
  D80,
  Dependency,
  Estimate,
  FatePoint,
  HazardBucket,
  MeanBucket,
  Proportion,
  SurvivalPoint,
} from './statistics/shapes.ts';
