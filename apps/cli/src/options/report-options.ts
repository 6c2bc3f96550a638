import { z } from 'zod';
import { debugOption, openOption, runsOption } from './shared-options.ts';

export const reportOptionsSchema = z.strictObject({
  result: z
    .string()
    .min(1)
    .default('latest')
    .describe('result.json, its folder, or latest')
    .meta({ value: 'RESULT', positional: true }),
  ...runsOption,
  output: z
    .string()
    .min(1)
    .optional()
    .describe('folder for report.html and report.md')
    .meta({ value: 'DIR', automatic: 'the folder of the result' }),
  ...openOption,
  ...debugOption,
});

export type ReportOptions = z.output<typeof reportOptionsSchema>;
