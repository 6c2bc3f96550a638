export { NgramModel, type NgramOptions, type NgramSampleOptions } from './baselines/ngram-model.ts';
export type {
  DelimiterFate,
  DelimiterRecord,
  DelimiterType,
  StrayCloser,
} from './languages/delimiter-stack.ts';
export type { Language, LexicalAnalysis, LineRole, LogicalLine, StringRecord } from './languages/language.ts';
export { python } from './languages/python/python.ts';
export type { Observation, Outcome } from './observation.ts';
export { createParser, createPythonParser, type ParserOptions } from './parser/create-parser.ts';
export type { ParserEngine, SyntaxCursor, SyntaxParser, SyntaxTree } from './parser/syntax-parser.ts';
export {
  type BitsPerCharacterOptions,
  bitsPerCharacter,
  probeBitsPerCharacter,
  RESET_EVERY,
  type ScoredDocument,
} from './probes/bits-per-character.ts';
export type { Choice, ChoiceKind } from './probes/choices/choice.ts';
export { type CloserObservation, closerGain } from './probes/closer-accuracy.ts';
export type { BranchedText, LanguageModel, Reading } from './probes/language-model.ts';
export { type PlanOptions, type ProbePlan, type ProbeSizes, planProbes } from './probes/plan-probes.ts';
export { type ProbedPredictor, probePredictor } from './probes/probe-predictor.ts';
export type { OnShare } from './probes/reading-batches.ts';
export type { StretchOptions } from './probes/stretched/stretch.ts';
export type { TargetOptions, TargetRun, Targets } from './probes/targets.ts';
export type {
  CloserAccuracy,
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
export type {
  BitsPerCharacter,
  CurvePoint,
  Degeneration,
  Delimiters,
  Excerpt,
  Indentation,
  Mark,
  Parse,
  Result,
  Subject,
} from './result/schema.ts';
export { RESULT_FORMAT_VERSION, resultSchema } from './result/schema.ts';
export type {
  Bucket,
  CountBucket,
  Dependency,
  Estimate,
  MeanBucket,
  Proportion,
  SurvivalPoint,
} from './result/shapes.ts';
export type { ControlFlow, Memorisation, Names, Oracle, Strings } from './result/text-schema.ts';
export { type BootstrapOptions, bootstrapRatio, type RatioPart } from './statistics/bootstrap.ts';
export { kaplanMeier, type Lifetime, type SurvivalStep, survivalCurve } from './statistics/kaplan-meier.ts';
export { proportion } from './statistics/wilson.ts';
export { type DelimiterObservation, measureDelimiters } from './text/delimiters.ts';
export { type AnalysedDocument, analyseDocument, type TextDocument } from './text/document.ts';
export { type IndentationObservation, measureIndentation } from './text/indentation.ts';
export { type MeasureOptions, measureSubject, type SubjectText } from './text/measure-subject.ts';
export { type DocumentParse, measureParse, type ParseObservation } from './text/parse.ts';
