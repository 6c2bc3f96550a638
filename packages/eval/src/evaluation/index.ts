export { hashDocuments } from '@longrange/code';
export { type AnswerJournal, journaled } from '../models/journaled.ts';
export { totalLeftOut } from '../models/tokens/total-left-out.ts';
export type { ChoiceScorer, Question } from '../probes/choices/score-choices.ts';
export { FURTHEST, fartherIn } from '../probes/farther.ts';
export { type Evidence, type Ground, gatherEvidence } from './gather-evidence.ts';
export { gatherFromOutside, type OutsideEvidence, type OutsideForecast } from './gather-from-outside.ts';
export { asSeenBy, chooseWithin } from './held-out.ts';
export { type EvaluationContext, type MeasuredSubject, measureStage } from './measure-stage.ts';
export { evaluationDefaults } from './options.ts';
export type { OutsideModel, TextLog } from './outside-model.ts';
export { probeUntrained } from './probe-untrained.ts';
export { resultParts } from './result-parts.ts';
export { type SampledText, type Sampling, sampleTexts, samplingRecord } from './sampling.ts';
export {
  type ModelBits,
  type PredictorBits,
  type ScoringOptions,
  scorePredictor,
} from './score-predictors.ts';
export { type RenamedCode, type RenamedReading, scoreRenamed } from './score-renamed.ts';
export type { RunStage } from './stage.ts';
export { NGRAM_CHARACTERS, trainNgram } from './train-ngram.ts';
