import { z } from 'zod';
import {
  checkpointOption,
  debugOption,
  engineOptions,
  runsOption,
  seedOption,
  temperatureOption,
} from './shared-options.ts';

export const sampleOptionsSchema = z
  .strictObject({
    checkpoint: checkpointOption.default('latest'),
    ...runsOption,
    prompt: z.string().default('').describe('what the text begins with; empty: a new line'),
    length: z.int().min(1).default(1000).describe('characters to write after the prompt'),
    ...temperatureOption,
    topK: z.int().min(1).optional().describe('choose among the N likeliest characters only'),
    topP: z
      .number()
      .gt(0)
      .max(1)
      .optional()
      .describe('choose among the fewest characters that together have this probability'),
    ...seedOption,
    count: z.int().min(1).default(1).describe('texts to write, all at once'),
    stop: z
      .array(z.string().min(1))
      .default([])
      .describe('end a text where one of these comes, and leave it out'),
    output: z
      .string()
      .min(1)
      .optional()
      .describe('write each text to a file sample-NNNN.py in this folder, not to the screen')
      .meta({ value: 'DIR' }),
    interactive: z
      .boolean()
      .default(false)
      .describe('ask for length, temperature and start, and write, until you stop it'),
    ...engineOptions,
    ...debugOption,
  })
  .check((context) => {
    const { interactive, output, count } = context.value;
    if (!interactive || (output === undefined && count === 1)) return;
    const message =
      'Expected --interactive without `--output` and `--count`: it writes one text at a time, to the screen.';
    context.issues.push({ code: 'custom', message, input: context.value });
  });

export type SampleOptions = z.output<typeof sampleOptionsSchema>;
