import { z } from 'zod';
import { quoted } from './parameter.ts';

/** Keys that have a meaning only for Weights & Biases itself. */
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

/** Maximum number of trials to list or run. */
export const MOST_TRIALS = 1_000_000;

/** The only metric of a sweep: bits of held-out text that decides nothing else. */
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
  type: z.custom<'asha'>((type) => type === 'asha', {
    error: ({ input }) =>
      `to be asha, got ${quoted(input)}${input === 'hyperband' ? '; asha takes the same `min_iter` and `eta`' : ''}`,
  }),
  min_iter: z.int().positive().default(1),
  eta: z.int().min(2).default(3),
});

/** A sweep file. `parameters` are read separately, since they may be nested. */
export const sweepSchema = z.strictObject({
  name: name.optional(),
  description: z.string().optional(),
  method: z.custom<'grid' | 'random'>((method) => method === 'grid' || method === 'random', {
    error: ({ input }) =>
      input === 'bayes'
        ? 'to be grid or random, got "bayes": each trial would depend on the results of others, so that none could be listed before they run. Use random with `early_terminate: {type: asha}`'
        : `to be grid or random, got ${quoted(input)}`,
  }),
  metric: z
    .strictObject({
      name: z.literal(METRIC),
      goal: z.literal('minimize').default('minimize'),
    })
    .prefault({ name: METRIC }),
  parameters: z.record(z.string(), z.unknown()),
  run_cap: z.int().positive().optional(),
  seed: z.int().min(0).default(1),
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
    .optional(),
  evaluate: z.enum(['none', 'quick', 'full']).default('none'),
  early_terminate: ashaSchema.optional(),
  ...Object.fromEntries(ignoredKeys.map((key) => [key, z.unknown().optional()])),
});

/** Settings of asynchronous successive halving. */
export type AshaSettings = Readonly<z.output<typeof ashaSchema>>;
