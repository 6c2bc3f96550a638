import { openGguf } from '@longrange/llama';
import { type Door, door, elsewhere, optional, or } from '../wrong-calls.ts';

// It needs node-llama-cpp, and a file.
export const llamaDoors: readonly Door[] = [
  elsewhere(
    door(
      'openGguf',
      openGguf,
      or('none.gguf', 'any path', '', 'x'),
      optional({
        ...{ contextSize: optional(64), sequences: optional(1) },
        ...{ likeliest: optional(64), threads: optional(1) },
      }),
    ),
  ),
];
