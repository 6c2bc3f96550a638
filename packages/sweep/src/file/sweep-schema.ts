import { z } from 'zod';
import { quoted } from './parameter.ts';

/** Keys of Weights & Biases' format that mean something only there. */
export const ignoredKeys = [
  'program',
  'command',
  'project',
  'entity',
  'controller',
  'job',
  'image_uri',
  'launch',
] as const;

/** More trials would be neither listed nor run. */
export const MOST_TRIALS = 1_000_000;

/** The one figure that a sweep is judged by: held-out text that decides nothing else. */
export const METRIC = 'validation_bits';

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_TRIALS;
}

const name = z
  .string()
  .max(100)
  .regex(/^[\p{L}\p{N}_][\p{L}\p{N}._ -]*$/u, {
    error: 'to be the name of a folder: letters, digits, spaces, and . _ -',
  });

const ashaSchema = z.strictObject({
  type: z
    .custom<'asha'>((type) => type === 'asha', {
      error: ({ input }) =>
        `to be asha, got ${quoted(input)}${input === 'hyperband' ? '; asha takes the same `min_iter` and `eta`' : ''}`,
    })
    .describe('asynchronous successive halving (Li et al. 2020)')
    .meta({ enum: ['asha'] }),
  min_iter: z.int().positive().default(1).describe('validations until the first rung'),
  eta: z
    .int()
    .min(2)
    .default(3)
    .describe('one of so many goes on from each rung, to so many times the validations'),
});

/** A sweep file. `parameters` are read apart, since they may be nested. */
export const sweepSchema = z.strictObject({
  name: name.optional().describe('of the folder of its runs; by default that of the file'),
  description: z.string().optional().describe('shown in the report'),
  method: z
    .custom<'grid' | 'random'>((method) => method === 'grid' || method === 'random', {
      error: ({ input }) =>
        input === 'bayes'
          ? 'to be grid or random, got "bayes": each trial would depend on the results of others, so that none could be listed before they run. Use random with `early_terminate: {type: asha}`'
          : `to be grid or random, got ${quoted(input)}`,
    })
    .describe('grid: all combinations; random: `run_cap` draws')
    .meta({ enum: ['grid', 'random'] }),
  metric: z
    .strictObject({
      name: z.literal(METRIC),
      goal: z.literal('minimize').default('minimize'),
    })
    .prefault({ name: METRIC })
    .describe('lowest bits per character on the validation split'),
  parameters: z
    .record(z.string(), z.unknown())
    .describe('what `longrange train --set` takes, and options of train'),
  run_cap: z.int().positive().optional().describe('the most settings to try; each runs with all seeds'),
  seed: z.int().min(0).default(1).describe('of the draws of `method: random`'),
  seeds: z
    .custom<number | readonly number[]>(
      (seeds) =>
        Array.isArray(seeds)
          ? isCount(seeds.length) &&
            seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff)
          : isCount(seeds),
      {
        error: ({ input }) =>
          `to be a count from 1 to ${MOST_TRIALS}, or a list of so many whole numbers from 0 to 4294967295, got ${quoted(input)}`,
      },
    )
    .optional()
    .describe('seeds of training that each setting runs with: a list, or a count for 1, 2, …'),
  evaluate: z
    .enum(['none', 'quick', 'full'])
    .default('none')
    .describe('the suite of `longrange eval` that follows each training'),
  early_terminate: ashaSchema.optional().describe('which trials go on, and which are paused'),
  ...Object.fromEntries(ignoredKeys.map((key) => [key, z.unknown().optional().describe('not used')])),
});

/** Settings of asynchronous successive halving. */
export type AshaSettings = Readonly<z.output<typeof ashaSchema>>;
