import { z } from 'zod';
import { destinationsOption } from './destination.ts';
import { debugOption, runsOption } from './shared-options.ts';

export const exportMetricsOptionsSchema = z.strictObject({
  run: z
    .string()
    .min(1)
    .default('latest')
    .describe('name or folder of a run, or latest')
    .meta({ value: 'RUN', positional: true }),
  to: destinationsOption.min(1).describe('destinations: tensorboard (event file in the run), mlflow=URL'),
  ...runsOption,
  ...debugOption,
});

export type ExportMetricsOptions = z.output<typeof exportMetricsOptionsSchema>;
