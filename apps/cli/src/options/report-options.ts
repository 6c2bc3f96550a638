import { setting } from '@longrange/model/internal';
import { z } from 'zod';
import { common, optionalText } from './shared-options.ts';

export const reportOptionsSchema = z.strictObject({
  result: setting(z.string().min(1), 'latest', 'a result.json, its folder, or latest').meta({
    value: 'RESULT',
    positional: true,
  }),
  runs: common.runs,
  output: optionalText('folder for report.html and report.md', {
    value: 'DIR',
    automatic: 'the folder of the result',
  }),
  open: common.open,
  debug: common.debug,
});

export type ReportOptions = z.output<typeof reportOptionsSchema>;
