import { z } from 'zod';
import { debugOption, runsOption } from './shared-options.ts';
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
  ...runsOption,
  store: storeOption
    .describe('where runs are kept, as this machine sees it; the sweep prints which one it has')
    .meta({ value: 'PLACE', automatic: 'nowhere' }),
  corpusRoot: z
    .string()
    .min(1)
    .optional()
    .describe(
      'the only folder whose text sweeps may train on, beside sets and packages; the sweep prints which one it needs',
    )
    .meta({ value: 'DIR', automatic: 'none: sets and packages alone' }),
  ...debugOption,
});

export type WorkerOptions = z.output<typeof workerOptionsSchema>;
