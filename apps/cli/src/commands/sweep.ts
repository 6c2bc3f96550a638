import { defineCommand } from '../cli/command.ts';
import { sweepOptionsSchema } from '../options/sweep-options.ts';

export const sweepCommand = defineCommand({
  name: 'sweep',
  summary: 'Train many runs that a file describes, and compare them',
  details:
    "The file has Weights & Biases' format. Each trial is a run in RUNS/NAME, called by a hash of its settings: the same trial is never done twice. " +
    'Whatever was stopped or killed goes on when the command is given again, from the last checkpoints; trials that failed are tried again.',
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
