import { defineCommand } from '../cli/command.ts';
import { standardLibrary } from '../language.ts';
import { trainOptionsSchema } from '../options/train-options.ts';

export const trainCommand = defineCommand({
  name: 'train',
  summary: 'Train a model, or resume a run',
  details:
    `Without options: two LSTM layers of 256 on 18.4 million characters of ${standardLibrary}, about ten minutes on two cores with Node 24, twice that with Node 20. ` +
    'Ctrl-C finishes the step, saves, and says how to resume; a second Ctrl-C quits at once.',
  goesOnUnread: true,
  schema: trainOptionsSchema,
  examples: [
    'train --preset quick',
    'train --corpus src/ lib.zip --run mine --set units=128 maxMinutes=10',
    'train --resume latest',
  ],
  run: async (options, context) => (await import('../train/run-train.ts')).runTrain(options, context),
});
