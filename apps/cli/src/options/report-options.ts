import { setting } from '@longrange/model/internal';
import { z } from 'zod';
import { debugOption, openOption, optionalText, runsOption } from './shared-options.ts';

export const reportOptionsSchema = z.strictObject({
  result: setting(z.string().min(1), 'latest', 'a result.json, its folder, or latest').meta({
    value: 'RESULT',
    positional: true,
  }),
  ...runsOption,
  output: optionalText('folder for report.html and report.md', {
    value: 'DIR',
    automatic: 'the folder of the result',
  }),
  ...openOption,
  ...debugOption,
});

export type ReportOptions = z.output<typeof reportOptionsSchema>;
