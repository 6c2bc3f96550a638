export { type ChoiceOptions, drawIndex, nextCharacterProbabilities } from './next-character.ts';
export { sampleOptionsSchema, streamOptionsSchema } from './options.ts';
export { type Sample, type SampleEnd, type SampleOptions, type SampleProgress, sample } from './sample.ts';
export { type SampleStreamOptions, sampleStream } from './sample-stream.ts';
