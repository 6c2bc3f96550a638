import { z } from 'zod';
import {
  debugOption,
  engineOptions,
  fileOptions,
  heldOutOption,
  maxRequestsOption,
  openOption,
  parserOption,
  runsOption,
  seedOption,
  suiteOptions,
} from './shared-options.ts';

export const compareOptionsSchema = z.strictObject({
  models: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'two or more of these, in any mixture: runs (names, paths, latest, best), or checkpoints of one run: RUN@1000,2000,best, RUN@every:1000, RUN@all; model files: .keras, .h5, .safetensors; ngram: the 20-gram of the training text; gguf:FILE; openai:URL#NAME; the folder of an earlier evaluation or comparison; text:PATH: code that somebody has written',
    )
    .meta({ value: 'RUN', positional: true }),
  ...runsOption,
  ...fileOptions,
  ...heldOutOption,
  ...suiteOptions,
  ...seedOption,
  ...maxRequestsOption,
  fresh: z
    .boolean()
    .default(false)
    .describe('measure everything again, even if scores with the same options exist'),
  output: z
    .string()
    .min(1)
    .optional()
    .describe('folder for the comparison')
    .meta({ value: 'DIR', automatic: 'comparisons, in the folder of the runs' }),
  ...openOption,
  ...parserOption,
  ...engineOptions,
  ...debugOption,
});

export type CompareOptions = z.output<typeof compareOptionsSchema>;
