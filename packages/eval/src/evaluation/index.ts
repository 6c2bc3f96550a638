export { hashDocuments } from '@longrange/code';
export { type AnswerJournal, journaled } from '../models/journaled.ts';
export { Pipe } from '../models/pipe/pipe.ts';
export { openPiped, type PipedModel, type PipedTokens } from '../models/pipe/piped-model.ts';
export { totalLeftOut } from '../models/tokens/token-model.ts';
export type { ChoiceScorer, Question } from '../probes/choices/score-choices.ts';
export { fartherIn, MAX_DISTANCES } from '../probes/farther.ts';
export type { Thinning } from '../probes/minimal-pairs/minimal-pairs.ts';
export type { Inside } from '../probes/probe.ts';
export { figuresOf, type MeasuredFigure } from '../result/lm-eval.ts';
export type { Fit, Forecast, PlannedWork } from './context.ts';
export {
  type EvaluationContext,
  type MeasuredModel,
  type MeasuredSubject,
  measureStage,
  predicts,
  type RunStage,
  type TextLog,
} from './context.ts';
export { evaluateByDocument, NGRAM_CHARACTERS, trainNgram } from './evaluate.ts';
export { asSeenBy, chooseTexts, chooseWithin } from './held-out.ts';
export {
  type EvaluationSet,
  type Evidence,
  measureModel,
} from './measure-model.ts';
export { evaluationDefaults } from './options.ts';
export { type Sampling, samplingRecord } from './sampling.ts';
export { type RenamedCode, scoreRenamed } from './score-renamed.ts';
export { resultParts } from './test-results.ts';
