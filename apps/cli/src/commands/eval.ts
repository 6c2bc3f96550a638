import { defineCommand } from '../cli/command.ts';
import { evalOptionsSchema } from '../options/eval-options.ts';

export const evalCommand = defineCommand({
  name: 'eval',
  summary: 'Measure how far back a model remembers, or how well any text holds together',
  details:
    'Samples are reported unfiltered, beside held-out real code and an n-gram model trained on the same text.',
  goesOnUnread: true,
  schema: evalOptionsSchema,
  examples: [
    'eval',
    'eval --checkpoint best --suite quick',
    'eval --text generated/',
    'eval --model gguf:model.gguf --suite quick',
    'eval --model openai:http://127.0.0.1:8000/v1#my-model --suite quick',
    'eval --checkpoint model.keras --vocabulary src/ --corpus src/',
  ],
  run: async (options, context) => (await import('../eval/run-eval.ts')).runEval(options, context),
});
