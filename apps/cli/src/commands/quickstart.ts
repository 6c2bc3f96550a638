import { z } from 'zod';
import { defineCommand } from '../cli/command.ts';
import { corpusOption, debugOption, engineOptions, runsOption, setOption } from './shared-options.ts';

export const quickstartOptionsSchema = z.strictObject({
  corpus: corpusOption,
  ...runsOption,
  set: setOption,
  ...engineOptions,
  ...debugOption,
});

export type QuickstartOptions = z.output<typeof quickstartOptionsSchema>;

export const quickstartCommand = defineCommand({
  name: 'quickstart',
  summary: 'Train a small model, sample from it, measure it: a few minutes',
  schema: quickstartOptionsSchema,
  examples: ['quickstart', 'quickstart --corpus src/'],
  run: async (options, context) =>
    (await import('../quickstart/run-quickstart.ts')).runQuickstart(options, context),
});
