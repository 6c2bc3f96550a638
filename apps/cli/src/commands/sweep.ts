import { defineCommand } from '../cli/command.ts';
import { sweepOptionsSchema } from '../options/sweep-options.ts';

export const sweepCommand = defineCommand({
  name: 'sweep',
  summary: 'Train and compare many runs described by a file',
  details:
    "The file has Weights & Biases' format. Each trial is a run in RUNS/NAME, named by a hash of its settings and text, so no trial is done twice. " +
    'After an interruption or a kill, the same command continues from the last checkpoints; failed trials are retried.',
  goesOnUnread: true,
  schema: sweepOptionsSchema,
  examples: [
    'sweep sweep.yaml --dry-run',
    'sweep sweep.yaml --jobs 2',
    'sweep status sweep.yaml',
    'sweep report sweep.yaml --open',
    'sweep sweep.yaml --trial 7',
    'sweep sweep.yaml --engine slurm',
    'sweep sweep.yaml --engine redis://server:6379 --store s3://bucket/runs',
    'sweep sweep.yaml --engine kubernetes --print --image IMAGE --store s3://BUCKET/PREFIX',
  ],
  run: async (options, context) => (await import('../sweep/run-sweep.ts')).runSweep(options, context),
});
