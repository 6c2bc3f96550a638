import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ExitCode } from '@longrange/errors';
import { findCheckpoint, type TrainingEvent, type TrainingOutcome } from '@longrange/trainer';
import { exists, listCheckpoints, runOwner, SWEEP_JOURNAL } from '@longrange/trainer/internal';
import type { ExportMetricsOptions } from '../options/export-options.ts';
import type { TrainOptions } from '../options/train-options.ts';
import { runFolderOf } from '../run/run-record.ts';
import { invocation, runsWords } from '../terminal/invocation.ts';
import { createReporter, type Reporter } from '../terminal/reporter.ts';
import { writeEventFile } from './tensorboard.ts';

/**
 * Trains, and with `--log tensorboard` writes the figures up to each checkpoint: a resumed run does later steps again. Training does not wait for
 * that; a failure costs one line of output.
 */
export async function withTensorBoard(
  { log, runs }: Pick<TrainOptions, 'log' | 'runs'>,
  runFolder: string,
  reporter: Pick<Reporter, 'fact' | 'line'>,
  train: (track: (event: TrainingEvent) => void) => Promise<TrainingOutcome>,
): Promise<TrainingOutcome> {
  let isReported = false;
  let writing = Promise.resolve();
  const write = async (step: number): Promise<void> => {
    try {
      await writeEventFile(runFolder, step);
    } catch (error) {
      if (isReported) return;
      isReported = true;
      const again = invocation(['export-metrics', basename(runFolder), ...runsWords(runs)]);
      const { message } = error as Error;
      reporter.line(`tensorboard: ${message} Training continues; write what is missing with: ${again}`);
    }
  };
  try {
    return await train((event) => {
      if (log === undefined || (event.type !== 'start' && event.type !== 'checkpoint')) return;
      if (event.type === 'start') reporter.fact('tensorboard', runFolder);
      writing = writing.then(() => write(event.step));
    });
  } finally {
    await writing;
  }
}

/** `longrange export-metrics`: writes the event file of a run, or of all runs of a sweep. */
export async function runExportMetrics({ run: name, runs }: ExportMetricsOptions): Promise<ExitCode | 0> {
  const reporter = createReporter(process.stdout);
  for (const folder of await foldersOf(runs, name)) {
    const isTraining = (await runOwner(folder)) !== 'none';
    const lastStep = isTraining ? ((await listCheckpoints(folder)).at(-1)?.step ?? 0) : undefined;
    await writeEventFile(folder, lastStep);
    reporter.fact('tensorboard', folder);
  }
  return 0;
}

async function foldersOf(runs: string, name: string): Promise<string[]> {
  for (const folder of [join(runs, name), name]) {
    // A run that has saved no checkpoint counts, too.
    if (await exists(join(folder, 'config.json'))) return [folder];
    if (!(await exists(join(folder, SWEEP_JOURNAL)))) continue;
    const trials: string[] = [];
    for (const trial of (await readdir(folder)).sort())
      if (await exists(join(folder, trial, 'config.json'))) trials.push(join(folder, trial));
    if (trials.length > 0) return trials;
  }
  return [runFolderOf((await findCheckpoint(runs, name)).folder)];
}
