export type { Choice, ChoiceKind, Edit, LengthControlledChoice, LengthControlledItem } from '@longrange/code';
export type { OnShare } from '../models/language-model.ts';
export type { RangedPair } from '../statistics/pair-table.ts';
export {
  meanRange,
  measureRange,
  type RangeOptions,
  type RangeRatio,
  rangeRatio,
} from '../statistics/range.ts';
export {
  type BitsPerCharacterOptions,
  bitsPerCharacter,
  type HeldOutScores,
  type ScoredDocument,
  SETTLED,
  scoreHeldOut,
  summarizeScores,
} from './bits/bits-per-character.ts';
export { type CloserObservation, closerGain, HELD_SHARE } from './closers/closer-accuracy.ts';
export {
  type CompletionOptions,
  type ProbedCompletions,
  probeCompletion,
} from './completion/probe-completion.ts';
export type { Farther, FartherItems, MaxDistance } from './farther.ts';
export {
  type GradientReachOptions,
  type GradientReachTarget,
  type GradientSource,
  probeGradientReach,
} from './gradient-reach/gradient-reach.ts';
export type { StretchOptions } from './length-controlled/stretch.ts';
export { exchangeBracket } from './minimal-pairs/bracket-pairs.ts';
export {
  type GeneratedMember,
  generatePairs,
  type PairGenerationOptions,
} from './minimal-pairs/generate-pairs.ts';
export {
  type PairCurves,
  type PairPlanOptions,
  pairCurves,
  planPairs,
} from './minimal-pairs/pair-curves.ts';
export { type ScoredPair, SHOWN_NATS, scorePairs } from './minimal-pairs/score-pairs.ts';
export { type PlanOptions, type ProbePlan, type ProbeSizes, planProbes } from './plan-probes.ts';
export { type ProbedPredictor, probePredictor } from './probe-predictor.ts';
export { type ExcerptReading, scoreExcerpts } from './score-excerpts.ts';
export type { TargetOptions, TargetRun, Targets } from './targets.ts';
export { type ProbedNetwork, probeUnits, type UnitsOptions } from './units/probe-units.ts';
export type { StateLayer, StateRows, StateSource, StateStretch } from './units/state-source.ts';
