import { defineCommand } from '../cli/command.ts';
import { workerOptionsSchema } from '../options/worker-options.ts';

export const workerCommand = defineCommand({
  name: 'worker',
  summary: 'Train the trials of sweeps that are in a Redis',
  details:
    'Takes trials that `sweep FILE --engine redis://HOST` has queued, until it is stopped; the runs are in a folder that all machines see, or in a store. ' +
    'Ctrl-C saves what trains and gives it back. Needs the packages bullmq and ioredis beside longrange. Whoever can write to the Redis decides what a worker trains on: sets, packages and text below --corpus-root; it reads and writes nothing else but --runs and --store.',
  goesOnUnread: true,
  schema: workerOptionsSchema,
  examples: [
    'worker redis://server:6379 --store s3://bucket/runs',
    'worker redis://server:6379 --runs /shared/runs --corpus-root /shared/code --jobs 2 --threads 8',
  ],
  run: async (options) => (await import('../sweep/run-worker.ts')).runWorker(options),
});
