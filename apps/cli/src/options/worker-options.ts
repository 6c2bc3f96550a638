import { z } from 'zod';
import { debugOption, runsOption } from './shared-options.ts';
import { countOption, storeOption } from './sweep-options.ts';

export const workerOptionsSchema = z.strictObject({
  redis: z
    .string()
    .min(1)
    .describe(
      'Redis of the sweeps: redis://HOST:PORT, or rediss:// for TLS; the password may also be in REDISCLI_AUTH',
    )
    .meta({ value: 'redis://HOST', positional: true }),
  jobs: countOption.default(1).describe('maximum number of trials at once'),
  threads: countOption
    .optional()
    .describe('total threads of all trials, unless the sweep sets the number per trial')
    .meta({ automatic: 'one per core' }),
  ...runsOption,
  store: storeOption
    .describe('store of runs, as this machine sees it; the sweep prints its own')
    .meta({ value: 'PLACE', automatic: 'none' }),
  corpusRoot: z
    .string()
    .min(1)
    .optional()
    .describe(
      'only folder whose text sweeps may train on, besides sets and packages; the sweep prints the one it needs',
    )
    .meta({ value: 'DIR', automatic: 'none: sets and packages only' }),
  ...debugOption,
});

export type WorkerOptions = z.output<typeof workerOptionsSchema>;
