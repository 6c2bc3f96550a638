export type { Sample, SampleEnd, SampleProgress } from '@longrange/model/internal';
export { type ChoiceOptions, drawIndex, nextCharacterProbabilities } from './next-character.ts';
export {
  type SampleOptions,
  type SequenceOptions,
  sampleOptionsSchema,
  streamOptionsSchema,
} from './options.ts';
export { type SampleStreamOptions, sample, sampleStream } from './sample.ts';
