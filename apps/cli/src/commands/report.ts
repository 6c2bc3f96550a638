import { defineCommand } from '../cli/command.ts';
import { reportOptionsSchema } from '../options/report-options.ts';

export const reportCommand = defineCommand({
  name: 'report',
  summary: 'Render the report of a result again',
  schema: reportOptionsSchema,
  examples: ['report latest', 'report runs/mine/eval/step-004000-20261125-001530 --output /tmp/report'],
  run: async (options) => (await import('../report/run-report.ts')).runReport(options),
});
