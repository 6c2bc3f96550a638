import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExitCode, LongrangeError } from '@longrange/errors';
import { parseResult } from '@longrange/eval';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { readWritten } from '../files/read-written.ts';
import type { ReportOptions } from '../options/report-options.ts';
import { createReporter } from '../terminal/reporter.ts';
import { printSummary, writeReports } from './write-report.ts';

/** `longrange report` */
export async function runReport(options: ReportOptions): Promise<ExitCode | 0> {
  const reporter = createReporter(process.stdout);
  const path = await findResult(options.runs, options.result);
  const result = await readWritten(path, parseResult);
  const folder = options.output ?? dirname(path);
  await writeReports(folder, result);
  await printSummary(result, folder, options.open, reporter);
  return 0;
}

/** @throws LongrangeError `RESULT_NOT_FOUND` (exit code 2) */
async function findResult(runs: string, which: string): Promise<string> {
  if (which === 'latest') return newestResult(runs);
  const status = await stat(which).catch(() => undefined);
  if (status?.isFile()) return which;
  const inside = join(which, 'result.json');
  if ((await stat(inside).catch(() => undefined))?.isFile()) return inside;
  throw notFound(
    `Expected a result.json, its folder, or \`latest\`, got "${which}", which is none of these.`,
  );
}

/** Returns the path of the newest result in the runs folder. */
async function newestResult(runs: string): Promise<string> {
  let newest: { path: string; timeMs: number } | undefined;
  for (const run of await namesIn(runs)) {
    for (const name of await namesIn(join(runs, run, 'eval'))) {
      const path = join(runs, run, 'eval', name, 'result.json');
      const timeMs = (await stat(path).catch(() => undefined))?.mtimeMs;
      if (timeMs !== undefined && timeMs > (newest?.timeMs ?? 0)) newest = { path, timeMs };
    }
  }
  if (newest !== undefined) return newest.path;
  throw notFound(`Expected a result in ${join(runs, '*', 'eval')}, got none.`);
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

function notFound(message: string): LongrangeError {
  return wrongUsage({ code: 'RESULT_NOT_FOUND', message, hint: 'run `longrange eval` to create one.' });
}
