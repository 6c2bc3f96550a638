export { NgramModel, type NgramOptions, type NgramSampleOptions } from './baselines/ngram-model.ts';
export { TextIndex } from './baselines/text-index.ts';
export { evaluate } from './evaluation/evaluate.ts';
export type { EvaluateOptions } from './evaluation/options.ts';
export { type Suite, type SuiteName, suites } from './evaluation/suites.ts';
export type { Language } from './languages/language.ts';
export { createPythonParser } from './languages/python/create-python-parser.ts';
export { python } from './languages/python/python.ts';
export {
  fromNextCharacter,
  type NextCharacter,
  type NextCharacterOptions,
} from './models/from-next-character.ts';
export { type CPythonOracleOptions, createCPythonOracle } from './oracle/cpython.ts';
export type { SyntaxOracle } from './oracle/oracle.ts';
export { createParser, type ParserOptions } from './parser/create-parser.ts';
export type { SyntaxParser } from './parser/syntax-parser.ts';
export { probeBitsPerCharacter } from './probes/bits-per-character.ts';
export type { TextWriter, WritingOptions } from './probes/completion/text-writer.ts';
export type { BranchedText, EvaluatedModel, LanguageModel, Reading } from './probes/language-model.ts';
export { type LmEvalResults, lmEvalFileName, toLmEval } from './result/lm-eval.ts';
export type {
  CloserAccuracy,
  Completions,
  Control,
  D80,
  EffectiveContext,
  GradientReach,
  MinimalPairs,
  PastMemory,
  Perturbation,
  PredictorProbes,
  Probes,
  Units,
} from './result/probe-schema.ts';
export { buildResult, parseResult, type ResultParts } from './result/result.ts';
export {
  type BitsPerCharacter,
  type CurvePoint,
  type Degeneration,
  type Delimiters,
  type Excerpt,
  type Indentation,
  type Mark,
  type Parse,
  RESULT_FORMAT_VERSION,
  type Result,
  resultSchema,
  type Subject,
} from './result/schema.ts';
export type {
  Bucket,
  CountBucket,
  Dependency,
  Estimate,
  FatePoint,
  MeanBucket,
  Proportion,
} from './result/shapes.ts';
export type { TestedDifference } from './result/tested-schema.ts';
export type {
  AtTemperature,
  ControlFlow,
  Memorisation,
  Names,
  Oracle,
  Strings,
} from './result/text-schema.ts';
export type { TextDocument } from './text/document.ts';
export { type MeasureOptions, measureSubject, type SubjectText } from './text/measure-subject.ts';
export { measureMemorisation } from './text/memorisation.ts';
