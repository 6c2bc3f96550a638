export { type ChoiceOptions, drawIndex, nextCharacterProbabilities } from './next-character.ts';
export {
  type SampleOptions,
  type SampleProgress,
  sampleOptionsSchema,
  streamOptionsSchema,
} from './options.ts';
export { type Sample, type SampleEnd, type SampleStreamOptions, sample, sampleStream } from './sample.ts';
