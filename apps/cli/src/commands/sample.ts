import { defineCommand } from '../cli/command.ts';
import { examplePrompt } from '../language.ts';
import { sampleOptionsSchema } from '../options/sample-options.ts';

export const sampleCommand = defineCommand({
  name: 'sample',
  summary: 'Write text with a trained model',
  details:
    'Standard output gets the text and nothing else: unchanged in a file or a pipe, with control characters made visible in a terminal.',
  schema: sampleOptionsSchema,
  examples: [
    `sample --prompt '${examplePrompt}' --length 400`,
    'sample --checkpoint best --count 16 --temperature 0.6 --output samples/',
    'sample --interactive',
  ],
  run: async (options) => (await import('../sample/run-sample.ts')).runSample(options),
});
