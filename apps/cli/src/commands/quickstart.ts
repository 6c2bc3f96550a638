import { z } from 'zod';
import { defineCommand } from '../cli/command.ts';
import { debugOption, engineOptions, runsOption } from './shared-options.ts';

export const quickstartOptionsSchema = z.strictObject({ ...runsOption, ...engineOptions, ...debugOption });

export type QuickstartOptions = z.output<typeof quickstartOptionsSchema>;

export const quickstartCommand = defineCommand({
  name: 'quickstart',
  summary: 'Train a small model, sample from it, measure it: a few minutes',
  schema: quickstartOptionsSchema,
  examples: ['quickstart'],
  run: async (options, context) =>
    (await import('../quickstart/run-quickstart.ts')).runQuickstart(options, context),
});
