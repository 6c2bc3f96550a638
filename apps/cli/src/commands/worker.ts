import { defineCommand } from '../cli/command.ts';
import { workerOptionsSchema } from '../options/worker-options.ts';

export const workerCommand = defineCommand({
  name: 'worker',
  summary: 'Train trials of sweeps queued in Redis',
  details:
    'Takes trials queued by `sweep FILE --engine redis://HOST` until it is stopped; the runs are in a folder that all machines see, or in a store. ' +
    'On Ctrl-C, running trials save and return to the queue. Requires the packages bullmq and ioredis beside longrange. Whoever can write to the Redis decides what a worker trains on: sets, packages and text below --corpus-root; it reads and writes nothing else except --runs and --store.',
  goesOnUnread: true,
  schema: workerOptionsSchema,
  examples: [
    'worker redis://server:6379 --store s3://bucket/runs',
    'worker redis://server:6379 --runs /shared/runs --corpus-root /shared/code --jobs 2 --threads 8',
  ],
  run: async (options) => (await import('../sweep/run-worker.ts')).runWorker(options),
});
