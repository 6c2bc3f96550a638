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
export { type ProbedPredictor, probePredictor } from './ask-probes.ts';
export type { CloserObservation } from './closers/closer-accuracy.ts';
export type { Farther, FartherItems, MaxDistance } from './farther.ts';
export type { GradientReachTarget, GradientSource } from './gradient-reach/gradient-source.ts';
export {
  type GeneratedMember,
  generatePairs,
  type PairGenerationOptions,
} from './minimal-pairs/generate-pairs.ts';
export { type ScoredPair, scorePairs } from './minimal-pairs/score-pairs.ts';
export { planProbes } from './plan-probes.ts';
export type { Material } from './probe.ts';
export type { Answers, PlansOf, ProbeSizes } from './probes.ts';
export type { TargetRun, Targets } from './targets.ts';
export type { ProbedNetwork } from './units/probe-units.ts';
export type { StateLayer, StateRows, StateSource, StateStretch } from './units/state-source.ts';
