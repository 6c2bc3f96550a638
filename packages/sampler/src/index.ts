export type { ChoiceOptions, Sample, SampleEnd, SampleProgress } from '@longrange/model/internal';
export { drawIndex } from '@longrange/ops';
export {
  type SampleOptions,
  type SequenceOptions,
  sampleOptionsSchema,
  streamOptionsSchema,
} from './options.ts';
export { nextCharacterProbabilities, type SampleStreamOptions, sample, sampleStream } from './sample.ts';
