import { z } from 'zod';
import { defineCommand } from '../cli/command.ts';
import {
  debugOption,
  engineOptions,
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
      'two or more runs (names or paths; latest; best), or checkpoints of one: RUN@1000,2000,best, RUN@every:1000, RUN@all',
    )
    .meta({ value: 'RUN', positional: true }),
  ...runsOption,
  ...suiteOptions,
  ...seedOption,
  fresh: z.boolean().default(false).describe('measure again what was measured before with the same options'),
  output: z
    .string()
    .min(1)
    .optional()
    .describe('folder for the comparison')
    .meta({ value: 'DIR', automatic: 'comparisons, in the folder of the runs' }),
  ...parserOption,
  ...engineOptions,
  ...debugOption,
});

export type CompareOptions = z.output<typeof compareOptionsSchema>;

export const compareCommand = defineCommand({
  name: 'compare',
  summary: 'Compare runs, or checkpoints of one run, and say what the difference is worth',
  details:
    'All are measured on the same held-out documents and sampled alike; differences come with 95 % intervals and corrected p-values. ' +
    'Runs that differ in their seed only count as one model, with its spread over seeds.',
  schema: compareOptionsSchema,
  examples: ['compare lstm gru', 'compare seed-1 seed-2 seed-3 other', 'compare mine@all --suite quick'],
  run: async (options, context) => (await import('../compare/run-compare.ts')).runCompare(options, context),
});
