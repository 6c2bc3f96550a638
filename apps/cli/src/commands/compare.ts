import { defineCommand } from '../cli/command.ts';
import { compareOptionsSchema } from '../options/compare-options.ts';

export const compareCommand = defineCommand({
  name: 'compare',
  summary: 'Compare runs, checkpoints of one run, and other models and texts, and test the differences',
  details:
    'All read the same held-out documents and are sampled with the same settings. Every difference has a 95 % interval and a corrected p-value. ' +
    'Runs that differ only in their seed count as one model with several seeds. ' +
    'Beside a model of tokens (gguf:, openai:) all read what such models are asked; what they answered before is not asked again.',
  goesOnUnread: true,
  schema: compareOptionsSchema,
  examples: [
    'compare lstm gru',
    'compare seed-1 seed-2 seed-3 other',
    'compare mine@all --suite quick',
    'compare mine ngram gguf:model.gguf --suite quick',
  ],
  run: async (options, context) => (await import('../compare/run-compare.ts')).runCompare(options, context),
});
