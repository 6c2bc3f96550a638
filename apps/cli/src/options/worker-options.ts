import { z } from 'zod';
import { debugOption } from './shared-options.ts';
import { countOption, storeOption } from './sweep-options.ts';

export const workerOptionsSchema = z.strictObject({
  redis: z
    .string()
    .min(1)
    .describe(
      'the Redis of the sweeps: redis://HOST:PORT, or rediss:// for TLS; the password may also be in REDISCLI_AUTH',
    )
    .meta({ value: 'redis://HOST', positional: true }),
  jobs: countOption.default(1).describe('how many trials at once'),
  threads: countOption
    .optional()
    .describe('threads of all trials together, unless the sweep says how many each has')
    .meta({ automatic: 'one per core' }),
  runs: z
    .string()
    .min(1)
    .optional()
    .describe('folder that holds the runs, as this machine sees it')
    .meta({ value: 'DIR', automatic: 'that of the sweep; runs where it has a store' }),
  store: storeOption
    .describe('where runs are kept, as this machine sees it')
    .meta({ value: 'PLACE', automatic: 'that of the sweep' }),
  ...debugOption,
});

export type WorkerOptions = z.output<typeof workerOptionsSchema>;
