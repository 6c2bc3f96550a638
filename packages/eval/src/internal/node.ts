// Parts of an evaluation that only Node loads, for our own packages.

export {
  makeLeaderboardRow,
  parseLeaderboardRow,
  requireSameItems,
} from '../comparison/leaderboard-row.ts';
export {
  type EvaluationContext,
  type Fit,
  type Forecast,
  type MeasuredModel,
  observedStages,
  type TextLog,
} from '../evaluation/context.ts';
export { evaluateByDocument } from '../evaluation/evaluate.ts';
export {
  alphabetOf,
  chooseEvaluationSet,
  samplingOf,
  type TokenLimits,
} from '../evaluation/evaluation-set.ts';
export {
  asSeenBy,
  charactersOf,
  chooseTexts,
  chooseWithin,
  type DocumentSource,
  heldOutRecord,
} from '../evaluation/held-out.ts';
export { evaluationDefaults } from '../evaluation/options.ts';
export {
  type Evaluation,
  type ModelToEvaluate,
  type PreparedModel,
  runEvaluation,
  scoreModel,
  trainNgram,
} from '../evaluation/run-evaluation.ts';
export { HELD_OUT_PROMPTS } from '../evaluation/sample-prompts.ts';
export { samplingRecord } from '../evaluation/sampling.ts';
export { BEAM, limitsOf, USUAL_CONTEXT } from '../evaluation/token-limits.ts';
export { type AnswerJournal, journaled } from '../models/journaled.ts';
export type { OnShare, RunStage } from '../models/language-model.ts';
export { type Patience, Pipe } from '../models/pipe/pipe.ts';
export { openPiped, type PipedModel } from '../models/pipe/piped-model.ts';
export { totalLeftOut } from '../models/tokens/token-model.ts';
export type { Question } from '../probes/choices/score-choices.ts';
export { MAX_DISTANCES } from '../probes/farther.ts';
export type { Inside } from '../probes/probe.ts';
export { figuresOf, lmEvalFileName } from '../result/lm-eval.ts';
export { lmEvalTask } from '../result/lm-eval-task.ts';
