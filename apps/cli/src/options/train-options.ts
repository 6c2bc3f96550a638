import { z } from 'zod';
import {
  corpusOption,
  debugOption,
  engineOptions,
  optionalSeed,
  runsOption,
  setOption,
} from './shared-options.ts';

/** What `--resume` takes from the run, so that it cannot be given beside it. */
const startingPoints = ['preset', 'corpus', 'charset', 'dedupe', 'extensions', 'config', 'seed'] as const;

export const trainOptionsSchema = z
  .strictObject({
    preset: z
      .enum(['quick', 'default', 'reference'])
      .optional()
      .describe(
        'starting point; quick takes under three minutes, reference is the Keras script all this starts from',
      )
      .meta({ automatic: 'default' }),
    corpus: corpusOption,
    extensions: z
      .array(z.string().min(1))
      .default([])
      .describe('endings of the files wanted in folders and archives; * wants all')
      .meta({ value: 'EXT', automatic: '.py' }),
    charset: z
      .string()
      .optional()
      .describe('reference (ASCII), unicode, or characters allowed besides ASCII')
      .meta({ automatic: 'reference' }),
    dedupe: z
      .enum(['exact', 'near'])
      .optional()
      .describe('near: of documents nearly alike the longest alone is trained on; exact: of exact copies one')
      .meta({ automatic: 'exact' }),
    run: z
      .string()
      .regex(/^[^/\\]+$/)
      .optional()
      .describe('name of the run; with --resume the run that latest and best are looked for in')
      .meta({ value: 'NAME', automatic: 'date, time and preset' }),
    ...runsOption,
    resume: z
      .string()
      .min(1)
      .optional()
      .describe('go on with a run from a checkpoint, with its corpus and configuration')
      .meta({ value: 'latest|best|PATH' }),
    set: setOption,
    config: z
      .string()
      .min(1)
      .optional()
      .describe('a JSON file { preset, model, training, corpus }; --set and other flags come before it')
      .meta({ value: 'FILE' }),
    seed: optionalSeed
      .describe('of the weights, the order of documents and dropout')
      .meta({ automatic: 'as in the preset' }),
    ...engineOptions,
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
    const message = `Expected --resume without ${names}: a run goes on with its own corpus and configuration; --set changes a setting.`;
    context.issues.push({ code: 'custom', message, input: options });
  });

export type TrainOptions = z.output<typeof trainOptionsSchema>;
