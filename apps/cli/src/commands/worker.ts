import { defineCommand } from '../cli/command.ts';
import { workerOptionsSchema } from '../options/worker-options.ts';

export const workerCommand = defineCommand({
  name: 'worker',
  summary: 'Train the trials of sweeps that are in a Redis',
  details:
    'Takes trials that `sweep FILE --engine redis://HOST` has queued, until it is stopped; the runs are in a folder that all machines see, or in a store. ' +
    'Ctrl-C saves what trains and gives it back. Needs the packages bullmq and ioredis beside longrange. Whoever can write to the Redis decides what a worker trains on.',
  goesOnUnread: true,
  schema: workerOptionsSchema,
  examples: ['worker redis://server:6379', 'worker redis://server:6379 --jobs 2 --threads 8'],
  run: async (options) => (await import('../sweep/run-worker.ts')).runWorker(options),
});
