import { z } from 'zod';
import { language } from '../language.ts';
import {
  checkpointOption,
  debugOption,
  engineOptions,
  flag,
  optionalText,
  runsOption,
  seedOption,
  temperatureOption,
  vocabularyOptions,
} from './shared-options.ts';

export const sampleOptionsSchema = z
  .strictObject({
    checkpoint: checkpointOption.default('latest'),
    ...runsOption,
    ...vocabularyOptions,
    prompt: z.string().default('').describe('text to continue; empty: the start of a document'),
    length: z.int().min(1).default(1000).describe('characters to write after the prompt'),
    ...temperatureOption,
    topK: z.int().min(1).optional().describe('choose only among the N most likely characters'),
    topP: z
      .number()
      .gt(0)
      .max(1)
      .optional()
      .describe('choose only among the most likely characters that together have this probability'),
    ...seedOption,
    count: z.int().min(1).default(1).describe('number of texts, written in parallel'),
    stop: z.array(z.string().min(1)).default([]).describe('end a text before the first of these strings'),
    output: optionalText(
      `folder in which each text is written to a file sample-NNNN${language.fileExtensions[0]}, instead of the screen`,
    ).meta({ value: 'DIR' }),
    interactive: flag(
      'ask for a length, a temperature and a prompt, write the text, and repeat until you stop it',
    ),
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
