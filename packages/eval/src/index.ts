export { NgramModel, type NgramOptions, type NgramSampleOptions } from './baselines/ngram-model.ts';
export { type ControlSplit, type ControlTask, controlText } from './controls/control.ts';
export { copyTask } from './controls/copy.ts';
export { dyckTask } from './controls/dyck.ts';
export {
  type ControlReader,
  type MeasureControlOptions,
  measureControl,
} from './controls/measure-control.ts';
export { recallTask } from './controls/recall.ts';
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
export {
  type GradientReachOptions,
  type GradientReachTarget,
  type GradientSource,
  probeGradientReach,
} from './probes/gradient-reach.ts';
export type { BranchedText, LanguageModel, Reading } from './probes/language-model.ts';
export type { StateLayer, StateRows, StateSource, StateStretch } from './probes/state-source.ts';
export { probeUnits, type UnitsOptions } from './probes/units.ts';
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
export { RandomStream } from './statistics/random.ts';
export { proportion } from './statistics/wilson.ts';
export { type DelimiterObservation, measureDelimiters } from './text/delimiters.ts';
export { type AnalysedDocument, analyseDocument, type TextDocument } from './text/document.ts';
export { type IndentationObservation, measureIndentation } from './text/indentation.ts';
export { type MeasureOptions, measureSubject, type SubjectText } from './text/measure-subject.ts';
export { type DocumentParse, measureParse, type ParseObservation } from './text/parse.ts';
