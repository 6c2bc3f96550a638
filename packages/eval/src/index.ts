export { evaluate } from './evaluation/evaluate.ts';
export type { EvaluateOptions, EvaluateProgress } from './evaluation/options.ts';
export { type Suite, type SuiteName, suites } from './evaluation/suites.ts';
export { type MeasureOptions, measureSubject, type SubjectText } from './metrics/measure-subject.ts';
export {
  fromNextCharacter,
  type NextCharacter,
  type NextCharacterOptions,
} from './models/from-next-character.ts';
export type {
  BranchedText,
  EvaluatedModel,
  LanguageModel,
  Reading,
  TextWriter,
  WritingOptions,
} from './models/language-model.ts';
export { NgramModel, type NgramOptions } from './models/ngram/ngram-model.ts';
export type { TextIndex } from './models/ngram/text-index.ts';
export { fromSequences } from './models/sequences/from-sequences.ts';
export type { SequenceModel } from './models/sequences/side-by-side.ts';
export { fromTokenModel } from './models/tokens/from-token-model.ts';
export type { TokenModel, TokenModelOptions, TokenState } from './models/tokens/token-model.ts';

export { probeBitsPerCharacter } from './probes/bits/bits-per-character.ts';
export { type LmEvalResults, toLmEval } from './result/lm-eval.ts';
export { buildResult, parseResult, type ResultParts } from './result/result.ts';
export type { Result } from './result/schema.ts';
