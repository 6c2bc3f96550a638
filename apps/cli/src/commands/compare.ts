import { defineCommand } from '../cli/command.ts';
import { compareOptionsSchema } from '../options/compare-options.ts';

export const compareCommand = defineCommand({
  name: 'compare',
  summary: 'Compare runs, or checkpoints of one run, and say what the difference is worth',
  details:
    'All are measured on the same held-out documents and sampled alike; differences come with 95 % intervals and corrected p-values. ' +
    'Runs that differ in their seed only count as one model, with its spread over seeds.',
  goesOnUnread: true,
  schema: compareOptionsSchema,
  examples: ['compare lstm gru', 'compare seed-1 seed-2 seed-3 other', 'compare mine@all --suite quick'],
  run: async (options, context) => (await import('../compare/run-compare.ts')).runCompare(options, context),
});
