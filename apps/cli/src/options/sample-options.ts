import { z } from 'zod';
import {
  common,
  engineOptions,
  fileOptions,
  flag,
  list,
  optional,
  optionalText,
  rules,
} from './shared-options.ts';

export const sampleOptionsSchema = z
  .strictObject({
    checkpoint: common.checkpoint.default('latest'),
    model: optional(
      z.string().regex(/^pretrained:./, 'to be pretrained:NAME'),
      'model to use instead of a run, one of those that come with longrange, such as pretrained:lstm',
      { value: 'pretrained:NAME', automatic: 'none' },
    ),
    runs: common.runs,
    ...fileOptions,
    prompt: z.string().default('').describe('text to continue; if empty, start a new document'),
    length: z.int().min(1).default(1000).describe('number of characters to generate after the prompt'),
    temperature: common.temperature,
    topK: z.int().min(1).optional().describe('sample only from the N most likely characters'),
    topP: optional(
      z.number().gt(0).max(1),
      'sample only from the most likely characters that together reach this probability',
    ),
    seed: common.seed,
    count: z.int().min(1).default(1).describe('number of texts to generate, in parallel'),
    stop: list('end a text before the first occurrence of any of these strings'),
    output: optionalText(
      'write each text to a file sample-NNNN with the extension of the language in this folder instead of printing it',
      { value: 'DIR' },
    ),
    interactive: flag(
      'prompt for a length, a temperature and a start text, generate, and repeat until you quit',
    ),
    ...engineOptions,
    debug: common.debug,
  })
  .check(
    rules(({ interactive, output, count }, refuse) => {
      if (interactive && (output !== undefined || count > 1))
        refuse(
          'Expected --interactive without `--output` and `--count`: it writes one text at a time, to the screen.',
        );
    }),
  );

export type SampleOptions = z.output<typeof sampleOptionsSchema>;
