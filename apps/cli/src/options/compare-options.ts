import { z } from 'zod';
import {
  debugOption,
  engineOptions,
  fileOptions,
  heldOutOption,
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
      'two or more runs (names, paths, latest, best), or checkpoints of one run: RUN@1000,2000,best, RUN@every:1000, RUN@all; or model files: .keras, .h5, .safetensors',
    )
    .meta({ value: 'RUN', positional: true }),
  ...runsOption,
  ...fileOptions,
  ...heldOutOption,
  ...suiteOptions,
  ...seedOption,
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
