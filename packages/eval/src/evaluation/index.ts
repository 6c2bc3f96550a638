export { type AnswerJournal, journaled } from '../models/journaled.ts';
export type { OnShare, RunStage } from '../models/language-model.ts';
export { type Patience, Pipe } from '../models/pipe/pipe.ts';
export { openPiped, type PipedModel, type PipedTokens } from '../models/pipe/piped-model.ts';
export { totalLeftOut } from '../models/tokens/token-model.ts';
export type { ChoiceScorer, Question } from '../probes/choices/score-choices.ts';
export { MAX_DISTANCES } from '../probes/farther.ts';
export type { Thinning } from '../probes/minimal-pairs/minimal-pairs.ts';
export type { Inside } from '../probes/probe.ts';
export { figuresOf, type MeasuredFigure } from '../result/lm-eval.ts';
export {
  type EvaluationContext,
  type Fit,
  type Forecast,
  type MeasuredModel,
  observedStages,
  type PlannedWork,
  type TextLog,
} from './context.ts';
export { evaluateByDocument } from './evaluate.ts';
export { alphabetOf, chooseEvaluationSet, samplingOf, type TokenLimits } from './evaluation-set.ts';
export {
  asSeenBy,
  charactersOf,
  chooseTexts,
  chooseWithin,
  type DocumentSource,
  heldOutRecord,
} from './held-out.ts';
export type { EvaluationSet } from './measure-model.ts';
export { evaluationDefaults } from './options.ts';
export {
  type Evaluation,
  type ModelToEvaluate,
  type PreparedModel,
  runEvaluation,
  scoreModel,
  trainNgram,
} from './run-evaluation.ts';
export { HELD_OUT_PROMPTS } from './sample-prompts.ts';
export { samplingRecord } from './sampling.ts';
