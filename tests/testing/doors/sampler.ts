import * as sampler from '@longrange/sampler';
import { type Door, door, optional } from '../wrong-calls.ts';
import { model } from './model.ts';

const nothing = () => undefined;
const signal = optional(new AbortController().signal);
export const samplerDoors: readonly Door[] = [
  door(
    'sample',
    sampler.sample,
    model,
    optional({
      ...{
        length: optional(2),
        temperature: optional(1),
        topK: optional(1),
        topP: optional(1),
        seed: optional(1),
      },
      ...{ firstIndex: optional(1), stop: optional(['x']), prompts: optional(['a']), batchSize: optional(2) },
      ...{ onProgress: optional(nothing), isDone: optional(() => false), signal },
    }),
  ),
  door(
    'sampleStream',
    sampler.sampleStream,
    model,
    optional({ prompt: optional('a'), length: optional(2), signal }),
  ),
  door('nextCharacterProbabilities', sampler.nextCharacterProbabilities, Float32Array.of(0, 1), {
    ...{ temperature: 1, topK: optional(1), topP: optional(1) },
  }),
  door('drawIndex', sampler.drawIndex, Float64Array.of(0, 1), 0.5),
];
