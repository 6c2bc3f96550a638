export type { ChoiceOptions, Sample, SampleEnd, SampleProgress } from '@longrange/model/internal';
export type { SampleOptions, SequenceOptions } from './options.ts';
export { type SampleStreamOptions, sample, sampleStream } from './sample.ts';
