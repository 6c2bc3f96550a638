import { describeValue } from '@longrange/errors';
import { namesModelFile } from '@longrange/formats/internal';
import { z } from 'zod';
import { common, engineOptions, flag, optional, optionalText, rules } from './shared-options.ts';

/** Options that cannot be combined with `--resume` or `--from`, which take them from the run. */
const startingPoints = ['preset', 'language', 'config', 'seed'] as const;

/** Returns true if other commands would take this for the name of a run, and not for a keyword, checkpoints of a run, or a model file. */
function canBeFound(name: string): boolean {
  return !/^(?:\.\.?|latest|best)$|@/.test(name) && !namesModelFile(name);
}

export const trainOptionsSchema = z
  .strictObject({
    preset: optional(
      z.enum(['quick', 'default', 'mingru', 'reference']),
      'base settings; quick trains in under three minutes, mingru trains blocks of minGRU, reference reproduces a Keras script',
      { automatic: 'default' },
    ),
    corpus: common.corpus.describe(
      `${common.corpus.description}; with --resume: where the text of the run is now`,
    ),
    language: common.language,
    run: z
      .string()
      .regex(/^[^/\\]+$/)
      .refine(canBeFound, {
        error: ({ input }) =>
          `Expected \`--run\` to be a name without another meaning to other commands (not \`latest\`, \`best\` or \`.\`, without @, and not that of a model file), got ${describeValue(input)}.`,
      })
      .optional()
      .describe('name of the run; with --resume, the run that latest and best refer to')
      .meta({ value: 'NAME', automatic: 'date, time and preset' }),
    runs: common.runs,
    resume: optionalText('continue a run from a checkpoint, with the same corpus and configuration', {
      value: 'latest|best|PATH',
    }),
    from: optionalText(
      'new run that goes on from a checkpoint of another, with the same corpus and --set; the rate decays from there, by a cosine unless schedule=constant is set',
      { value: 'latest|best|PATH' },
    ),
    until: optional(
      z.int().min(1),
      'save and stop after this step; the learning rate follows the schedule of the whole run, which --resume can finish',
      { value: 'STEP', automatic: 'the end' },
    ),
    set: common.set,
    config: optionalText(
      'JSON file with { preset, model, training, corpus }; --set and other flags override it',
      { value: 'FILE' },
    ),
    seed: optional(common.seed.unwrap(), 'seed for initial weights, document order and dropout', {
      automatic: 'set by the preset',
    }),
    log: optional(
      z.enum(['tensorboard']),
      'where to log metrics in addition to metrics.jsonl; tensorboard: an event file in the run folder',
    ),
    serve: flag('serve a page with the curve on 127.0.0.1, kept up to date until Ctrl-C'),
    ...engineOptions,
    precision: engineOptions.precision.meta({ automatic: 'float32; with --resume, that of the run' }),
    debug: common.debug,
  })
  .check(
    rules((options, refuse) => {
      const given = startingPoints.filter((key) => options[key] !== undefined);
      const way = options.resume === undefined ? '--from' : '--resume';
      if (options.resume !== undefined && options.from !== undefined)
        refuse('Expected --resume or --from, got both: --resume continues a run, --from begins another.');
      if ((options.resume ?? options.from) === undefined || given.length === 0) return;
      const names = given.map((key) => `\`--${key}\``).join(', ');
      refuse(
        `Expected ${way} without ${names}: it keeps the configuration of the run. Use --set to change a setting.`,
      );
    }),
  );

export type TrainOptions = z.output<typeof trainOptionsSchema>;

export const quickstartOptionsSchema = z.strictObject({
  corpus: common.corpus.describe('text to train on, as for train'),
  runs: common.runs,
  set: common.set,
  open: common.open,
  ...engineOptions,
  debug: common.debug,
});

export type QuickstartOptions = z.output<typeof quickstartOptionsSchema>;

export const networksOptionsSchema = z.strictObject({
  network: optionalText('network whose settings to show', {
    value: 'NAME',
    positional: true,
    automatic: 'all, a line each',
  }),
  preset: trainOptionsSchema.shape.preset,
  set: common.set,
  debug: common.debug,
});

export type NetworksOptions = z.output<typeof networksOptionsSchema>;

export const runsOptionsSchema = z.strictObject({
  runs: common.runs,
  json: flag('print one line of JSON per run'),
  debug: common.debug,
});

export type RunsOptions = z.output<typeof runsOptionsSchema>;
