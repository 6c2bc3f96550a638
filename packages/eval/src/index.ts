export { NgramModel, type NgramOptions, type NgramSampleOptions } from './baselines/ngram-model.ts';
export { TextIndex } from './baselines/text-index.ts';
export { OracleModel } from './calibration/oracle-model.ts';
export { PrefixModel } from './calibration/prefix-model.ts';
export { WindowModel } from './calibration/window-model.ts';
export { type CompareOptions, compareContenders } from './comparison/compare-contenders.ts';
export { buildComparison, type ComparisonParts, parseComparison } from './comparison/comparison.ts';
export type { Contender } from './comparison/contender.ts';
export {
  type DocumentParts,
  type Observed,
  partsOfBits,
  partsOfObservations,
} from './comparison/document-parts.ts';
export {
  buildDocumentScores,
  DOCUMENT_SCORES_FORMAT_VERSION,
  type DocumentScores,
  type DocumentScoresParts,
  parseDocumentScores,
} from './comparison/document-scores.ts';
export { type Measure, type MeasureId, measures } from './comparison/measures.ts';
export type { ComparedMeasure, Comparison, ContenderValue, Difference } from './comparison/schema.ts';
export { COMPARISON_FORMAT_VERSION } from './comparison/schema.ts';
export {
  type Tally,
  tallyBits,
  tallyClosers,
  tallyObservations,
  tallySamples,
  toTally,
} from './comparison/tally.ts';
export { correctTests, type TestSide, testPaired, testUnpaired } from './comparison/test-differences.ts';
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
export type {
  ControlFlowRules,
  JumpRecord,
  Language,
  LexicalAnalysis,
  LineRole,
  LogicalLine,
  StringRecord,
} from './languages/language.ts';
export type {
  NameAnalysis,
  NameOrigin,
  NameSource,
  NameUse,
  StatementTree,
  UnknowableReason,
} from './languages/names.ts';
export { python } from './languages/python/python.ts';
export type { Observation, Outcome } from './observation.ts';
export { type CPythonOracleOptions, createCPythonOracle } from './oracle/cpython.ts';
export type { SyntaxOracle } from './oracle/oracle.ts';
export { createParser, createPythonParser, type ParserOptions } from './parser/create-parser.ts';
export type { ParserEngine, SyntaxCursor, SyntaxParser, SyntaxTree } from './parser/syntax-parser.ts';
export {
  type BitsPerCharacterOptions,
  bitsPerCharacter,
  type HeldOutScores,
  probeBitsPerCharacter,
  RESET_EVERY,
  type ScoredDocument,
  scoreHeldOut,
  summarizeScores,
} from './probes/bits-per-character.ts';
export type {
  Choice,
  ChoiceKind,
  Edit,
  StretchedChoice,
  StretchedItem,
} from './probes/choices/choice.ts';
export { type CloserObservation, closerGain } from './probes/closer-accuracy.ts';
export {
  type CompletionOptions,
  type ProbedCompletions,
  probeCompletion,
} from './probes/completion/probe-completion.ts';
export type { TextWriter, WritingOptions } from './probes/completion/text-writer.ts';
export {
  type GradientReachOptions,
  type GradientReachTarget,
  type GradientSource,
  probeGradientReach,
} from './probes/gradient-reach.ts';
export type { BranchedText, LanguageModel, Reading } from './probes/language-model.ts';
export { probeNaturalClosers } from './probes/natural-closers.ts';
export { type PlanOptions, type ProbePlan, type ProbeSizes, planProbes } from './probes/plan-probes.ts';
export { type ProbedPredictor, probePredictor } from './probes/probe-predictor.ts';
export type { OnShare } from './probes/reading-batches.ts';
export type { StretchOptions } from './probes/stretched/stretch.ts';
export type { TargetOptions, TargetRun, Targets } from './probes/targets.ts';
export type { AblatableModel, HeldUnit } from './probes/units/ablation.ts';
export { type ProbedNetwork, probeUnits, type UnitsOptions } from './probes/units/probe-units.ts';
export type { StateLayer, StateRows, StateSource, StateStretch } from './probes/units/state-source.ts';
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
export {
  clusteredProportion,
  designEffect,
  proportionDifference,
  shareInterval,
} from './statistics/clusters.ts';
export {
  CumulativeIncidence,
  type Fate,
  fateCurve,
  shareClosedByDistance,
} from './statistics/competing-risks.ts';
export {
  crossedDifference,
  nestedDifference,
  type SeededDifference,
} from './statistics/crossed-difference.ts';
export { holm } from './statistics/holm.ts';
export { type FigureWithError, jackknife } from './statistics/jackknife.ts';
export { kaplanMeier, type Lifetime, type SurvivalStep } from './statistics/kaplan-meier.ts';
export {
  type DifferencePart,
  type PairedDifference,
  type PermutationOptions,
  pairedDifference,
} from './statistics/paired-difference.ts';
export { permutationTest } from './statistics/permutation.ts';
export { RandomStream } from './statistics/random.ts';
export { clusteredRatio, type RatioPart } from './statistics/ratio.ts';
export { type Spread, spreadOf } from './statistics/spread.ts';
export { proportion } from './statistics/wilson.ts';
export { atTemperature } from './text/at-temperature.ts';
export { type ControlFlowObservation, measureControlFlow } from './text/control-flow.ts';
export { type DelimiterObservation, measureDelimiters } from './text/delimiters.ts';
export { type AnalysedDocument, analyseDocument, type TextDocument } from './text/document.ts';
export { type IndentationObservation, measureIndentation } from './text/indentation.ts';
export { type MeasureOptions, measureSubject, type SubjectText } from './text/measure-subject.ts';
export { measureMemorisation } from './text/memorisation.ts';
export { type DocumentNames, measureNames, type NameObservation } from './text/names.ts';
export { type DocumentParse, measureParse, type ParseObservation } from './text/parse.ts';
export { measureStrings, type StringObservation } from './text/strings.ts';
