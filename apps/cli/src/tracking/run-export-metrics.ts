import { join } from 'node:path';
import { type ExitCode, LongrangeError } from '@longrange/errors';
import { findCheckpoint, listCheckpoints } from '@longrange/trainer';
import { exists, runOwner } from '@longrange/trainer/internal';
import { parseDestinations } from '../options/destination.ts';
import type { ExportMetricsOptions } from '../options/export-options.ts';
import { readOutcome, runFolderOf } from '../run/run-record.ts';
import { createReporter } from '../terminal/reporter.ts';
import { readTrackedRun, type TrackedRun } from './tracked-run.ts';
import { makeTracker, withRetries } from './trackers.ts';

/** `longrange export-metrics` */
export async function runExportMetrics({ run: name, runs, to }: ExportMetricsOptions): Promise<ExitCode | 0> {
  const reporter = createReporter(process.stdout);
  const folder = await findRun(runs, name);
  const { signal } = new AbortController();
  for (const destination of parseDestinations(to)) {
    const tracker = makeTracker(destination, folder, signal);
    const place = await withRetries(async () => {
      const isTraining = (await runOwner(folder)) !== 'none';
      const run = await readTrackedRun(folder);
      const begun = await tracker.begin(isTraining && !tracker.takesUnsaved ? await savedPart(run) : run);
      if (!isTraining)
        await tracker.end((await readOutcome(folder)) === undefined ? 'interrupted' : 'finished');
      return begun;
    }, signal).catch(withHint);
    reporter.fact(tracker.name, place);
  }
  return 0;
}

/** A run that has saved nothing has figures too. */
async function findRun(runs: string, name: string): Promise<string> {
  for (const folder of [name, join(runs, name)]) if (await exists(join(folder, 'config.json'))) return folder;
  return runFolderOf((await findCheckpoint(runs, name)).folder);
}

/** Without what the process that trains it would write anew after a failure. */
async function savedPart(run: TrackedRun): Promise<TrackedRun> {
  const saved = (await listCheckpoints(run.folder)).at(-1)?.step ?? 0;
  return { ...run, lines: run.lines.filter(({ step }) => step <= saved) };
}

function withHint(error: unknown): never {
  if (!(error instanceof LongrangeError) || !error.code.startsWith('TRACKER_')) throw error;
  const { code, message } = error;
  throw new LongrangeError({
    code,
    message,
    hint: 'the same command again sends what is missing.',
    cause: error,
  });
}
