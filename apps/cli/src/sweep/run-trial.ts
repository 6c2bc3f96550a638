import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ExitCode, LongrangeError } from '@longrange/errors';
import { type Job, Journal, type PlannedTrial, planTrial, trialAt } from '@longrange/sweep/internal';
import { runOwner } from '@longrange/trainer/internal';
import type { CommandContext } from '../cli/command.ts';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { runEval } from '../eval/run-eval.ts';
import { evalOptionsSchema } from '../options/eval-options.ts';
import { trainOptionsSchema } from '../options/train-options.ts';
import { createReporter } from '../terminal/reporter.ts';
import { runTrain } from '../train/run-train.ts';
import { nameTrials } from './name-trials.ts';
import { type OpenSweep, planSweep, readState } from './open-sweep.ts';
import { locateSources } from './sources.ts';
import { readTrialRun, type TrialRun } from './trial-run.ts';
import { configOf, resolveTrial, trialOptions } from './trial-settings.ts';

/**
 * `--trial N`: trains or resumes one trial in this process, as far as the schedule lets it, and evaluates it as the sweep requires. Does nothing if it has no work left, so
 * any engine may run it any number of times. The journal records that it began, and why it failed.
 */
export async function runTrial(
  open: OpenSweep,
  number: number,
  context: CommandContext,
): Promise<ExitCode | 0> {
  const { sweep } = open;
  const planned = planTrial(sweep, trialAt(sweep, number), (one) => resolveTrial(one, sweep));
  const [trial] = (await nameTrials([planned], open)) as [PlannedTrial];
  // Promotion from a rung depends on the others.
  const trials = sweep.earlyTerminate === null ? [trial] : await planSweep(open);
  const { schedule } = await readState(open, trials);
  const next = schedule.nextOf(trial.name);
  if (next === undefined) {
    const status = schedule.statusOf(trial.name);
    createReporter(process.stdout).line(`Trial ${number} is ${status}: there is nothing to do.`);
    return 0;
  }
  const journal = await Journal.open(open.journalPath);
  try {
    for (const promotion of next.promotions) journal.append(promotion);
    journal.append({ type: 'start', trial: trial.name, asWritten: trial.asWritten });
    return await work(next.job, open, journal, context);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    journal.append({ type: 'fail', trial: trial.name, message: message.split('\n')[0]! });
    throw error;
  } finally {
    journal.close();
  }
}

/** Trains up to the job's step, then evaluates. @returns the exit code of the command that was interrupted, else 0 */
async function work(
  job: Job,
  open: OpenSweep,
  journal: Journal,
  context: CommandContext,
): Promise<ExitCode | 0> {
  const { name, number } = job.trial;
  const runFolder = join(open.folder, name);
  let last: TrialCommand['name'] | undefined;
  for (;;) {
    await othersToEnd(runFolder, open.options.takeOver);
    const run = await readTrialRun(open, name, last === 'eval');
    const command = await nextCommand(job, run, open);
    if (command === undefined) return 0;
    if (command.name === last)
      throw new LongrangeError({
        code: 'TRIAL_FAILED',
        message: `Expected ${last} to leave a result for trial ${number} in ${runFolder}, got none.`,
      });
    try {
      const exitCode = await command.run(context);
      if (exitCode !== 0) return exitCode;
    } catch (error) {
      // Another process had not locked the run yet when we looked.
      if ((await runOwner(runFolder)) === 'alive') continue;
      throw error;
    }
    last = command.name;
    if (last === 'eval') journal.append({ type: 'evaluate', trial: name, suite: open.sweep.evaluate });
  }
}

/** Command that continues a trial. */
interface TrialCommand {
  readonly name: 'train' | 'eval';
  run(context: CommandContext): Promise<ExitCode | 0>;
}

async function nextCommand(
  { trial, untilStep }: Job,
  { outcome, step, finished, checkpoint }: TrialRun,
  { options, folder, base, sweep }: OpenSweep,
): Promise<TrialCommand | undefined> {
  if (finished || (untilStep !== null && step >= untilStep)) return undefined;
  const corpus = await locateSources(trial.corpus.sources, base);
  const where = { runs: folder, engine: options.engine, threads: options.threads, corpus };
  if (outcome !== undefined) {
    const given = evalOptionsSchema.parse({ ...where, checkpoint, suite: sweep.evaluate });
    return { name: 'eval', run: (context) => runEval(given, context) };
  }
  const run = { ...where, run: trial.name, until: untilStep ?? undefined };
  const settings = { ...trialOptions(trial), language: configOf(trial).corpus.language ?? undefined };
  const given = trainOptionsSchema.parse(step > 0 ? { ...run, resume: 'latest' } : { ...settings, ...run });
  return { name: 'train', run: (context) => runTrain(given, context) };
}

/** Interval between checks of a run that another process works on. */
const pollIntervalMs = 250;

/**
 * Waits for a process that still works on the run, such as one that has outlived the command that started it.
 *
 * @param takeOver true to remove the lock of a process that cannot be seen from here
 * @throws LongrangeError `RUN_LOCKED` (exit code 2) if its state cannot be determined
 */
async function othersToEnd(runFolder: string, takeOver: boolean): Promise<void> {
  const lock = join(runFolder, 'run.lock');
  for (;;) {
    const owner = await runOwner(runFolder);
    if (owner === 'none') return;
    if (owner === 'unknown' && takeOver) return rm(lock, { force: true });
    if (owner === 'unknown')
      throw wrongUsage({
        code: 'RUN_LOCKED',
        message: `Expected no other process to work on ${runFolder}, got the lock of one that may or may not be running.`,
        hint: `if it is not running, remove ${lock}, or use --take-over.`,
      });
    await pause(pollIntervalMs);
  }
}
