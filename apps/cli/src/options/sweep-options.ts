import { describeValue } from '@longrange/errors';
import { setting } from '@longrange/model/internal';
import { z } from 'zod';
import { common, engineOptions, flag, list, optional, rules } from './shared-options.ts';

const actions = ['status', 'report'] as const;

export const sweepOptionsSchema = z
  .strictObject({
    words: list('sweep file to run; status FILE shows progress, report FILE writes a report', {
      value: '[status|report] FILE',
      positional: true,
    }),
    runs: common.runs,
    engine: engineOptions.engine.describe('compute engine of the trials, as for train'),
    jobs: setting(z.int().min(1).max(256), 1, 'maximum number of concurrent trials'),
    threads: engineOptions.threads.describe('total number of threads for all concurrent trials'),
    trial: optional(z.int().min(0), 'run or resume only this trial, in this process', { automatic: 'all' }),
    takeOver: flag(
      'with --trial: continue a run whose last process cannot be seen from here (another host or container); only where a scheduler runs each trial once at a time',
    ),
    due: flag('with status: print only the numbers of the trials with work left: 0-3,7'),
    dryRun: flag('list the trials and their estimated durations without running any'),
    json: flag('with status, report or --dry-run: print one line of JSON per trial'),
    serve: flag(
      'with report: serve the page on 127.0.0.1, without the comparison, kept up to date until Ctrl-C',
    ),
    open: common.open,
    debug: common.debug,
  })
  .check(
    rules(({ words, json, dryRun, trial, serve, due, takeOver }, refuse) => {
      const [first, second] = words;
      const isAction = actions.some((action) => action === first);
      if (first === undefined || (isAction && second === undefined) || words.length > (isAction ? 2 : 1))
        refuse(
          `Expected \`FILE\`, \`status FILE\` or \`report FILE\`, got ${first === undefined ? 'nothing' : describeValue(words.join(' '))}.`,
        );
      if (json && !isAction && !dryRun)
        refuse('Expected `--json` together with status, report or `--dry-run`.');
      if (serve && first !== 'report') refuse('Expected `--serve` together with report.');
      if (due && (first !== 'status' || json))
        refuse('Expected `--due` together with status, without `--json`.');
      if (takeOver && trial === undefined) refuse('Expected `--take-over` together with `--trial`.');
      if (trial !== undefined && (isAction || dryRun))
        refuse('Expected `--trial` without status, report and `--dry-run`, which are about all trials.');
    }),
  );

export type SweepOptions = z.output<typeof sweepOptionsSchema>;

/** Returns the action and its file. */
export function actionOf({ words }: SweepOptions): {
  readonly action: 'run' | 'status' | 'report';
  readonly file: string;
} {
  const [first, second] = words as [string, string?];
  return second === undefined
    ? { action: 'run', file: first }
    : { action: first as 'status' | 'report', file: second };
}
