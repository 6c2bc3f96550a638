import { describeValue } from '@longrange/errors';
import { namesModelFile } from '@longrange/formats';
import { setting } from '@longrange/model/internal';
import { z } from 'zod';
import { destinationsOption } from './destination.ts';
import {
  corpusOption,
  debugOption,
  engineOptions,
  openOption,
  optionalSeed,
  optionalText,
  readingOptions,
  runsOption,
  setOption,
} from './shared-options.ts';

/** Options that `--resume` takes from the run, so that they cannot be given besides. */
const startingPoints = ['preset', 'charset', 'dedupe', 'extensions', 'config', 'seed'] as const;

/** Returns true if other commands take the name for that of a run, and not for another word of theirs, checkpoints of a run, or a model file. */
function canBeFound(name: string): boolean {
  return !/^(?:\.\.?|latest|best)$|@/.test(name) && !namesModelFile(name);
}

export const trainOptionsSchema = z
  .strictObject({
    preset: z
      .enum(['quick', 'default', 'reference'])
      .optional()
      .describe('settings to start from; quick takes under three minutes, reference repeats a Keras script')
      .meta({ automatic: 'default' }),
    corpus: corpusOption.describe(
      `${corpusOption.description}; with --resume: current location of the text of the run`,
    ),
    ...readingOptions,
    dedupe: z
      .enum(['exact', 'near'])
      .optional()
      .describe(
        'removal of duplicates; exact: keep one of several exact copies; near: train only on the longest of nearly identical documents',
      )
      .meta({ automatic: 'exact' }),
    run: z
      .string()
      .regex(/^[^/\\]+$/)
      .refine(canBeFound, {
        error: ({ input }) =>
          `Expected \`--run\` to be a name without another meaning to other commands (not \`latest\`, \`best\` or \`.\`, without @, and not that of a model file), got ${describeValue(input)}.`,
      })
      .optional()
      .describe('name of the run; with --resume, the run in which to look for latest and best')
      .meta({ value: 'NAME', automatic: 'date, time and preset' }),
    ...runsOption,
    resume: optionalText('continue a run from a checkpoint, with its corpus and configuration').meta({
      value: 'latest|best|PATH',
    }),
    until: z
      .int()
      .min(1)
      .optional()
      .describe(
        'save and stop after this step; the learning rate follows the schedule of the whole run, which --resume finishes',
      )
      .meta({ value: 'STEP', automatic: 'the end' }),
    set: setOption,
    config: optionalText(
      'a JSON file { preset, model, training, corpus }; --set and other flags override it',
    ).meta({ value: 'FILE' }),
    seed: optionalSeed
      .describe('seed of the weights, the order of documents and dropout')
      .meta({ automatic: 'as in the preset' }),
    log: setting(
      destinationsOption,
      [],
      'destinations of the figures besides metrics.jsonl, while training: tensorboard (event file in the run), mlflow=URL',
    ),
    ...engineOptions,
    precision: engineOptions.precision.meta({ automatic: 'float32; with --resume that of the run' }),
    ...debugOption,
  })
  .check((context) => {
    const options = context.value;
    if (options.resume === undefined) return;
    const given = startingPoints.filter(
      (key) => options[key] !== undefined && options[key]?.toString() !== '',
    );
    if (given.length === 0) return;
    const names = given.map((key) => `\`--${key}\``).join(', ');
    const message = `Expected --resume without ${names}: a resumed run keeps its own configuration. Use --set to change a setting.`;
    context.issues.push({ code: 'custom', message, input: options });
  });

export type TrainOptions = z.output<typeof trainOptionsSchema>;

export const quickstartOptionsSchema = z.strictObject({
  corpus: corpusOption,
  ...readingOptions,
  ...runsOption,
  set: setOption,
  ...openOption,
  ...engineOptions,
  ...debugOption,
});

export type QuickstartOptions = z.output<typeof quickstartOptionsSchema>;
