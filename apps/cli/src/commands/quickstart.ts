import { defineCommand } from '../cli/command.ts';
import { quickstartOptionsSchema } from '../options/quickstart-options.ts';

export const quickstartCommand = defineCommand({
  name: 'quickstart',
  summary: 'Train a small model, sample from it and measure it, in a few minutes',
  goesOnUnread: true,
  schema: quickstartOptionsSchema,
  examples: ['quickstart', 'quickstart --corpus src/'],
  run: async (options, context) =>
    (await import('../quickstart/run-quickstart.ts')).runQuickstart(options, context),
});
