import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LongrangeError } from '@longrange/errors';
import type { Job, JobEnd, Journal } from '@longrange/sweep/internal';
import { runOwner } from '@longrange/trainer/internal';
import type { SweepOptions } from '../options/sweep-options.ts';
import type { OpenSweep } from './open-sweep.ts';
import { readTrialRun, type TrialRun } from './trial-run.ts';
import { resolveSources, trialOptions } from './trial-settings.ts';

/** A command that takes a trial further, and its options by their names in its schema. */
export interface TrialCommand {
  readonly name: 'train' | 'eval';
  readonly options: Readonly<Record<string, unknown>>;
}

/** How a command ended. */
export type CommandEnd =
  | { readonly kind: 'done' | 'stopped' }
  | { readonly kind: 'failed'; readonly message: string };

export interface TrialContext {
  readonly open: OpenSweep;
  readonly journal: Journal;
  readonly options: Pick<SweepOptions, 'compute'>;
  readonly threads: number | undefined;
  /** Runs a command: as a process of its own, or in this one. */
  readonly run: (command: TrialCommand) => Promise<CommandEnd>;
  readonly isStopped: () => boolean;
}

/** Between two looks at a run that another process works on. */
const LOOK_AGAIN_MS = 250;

/** Trains a trial as far as the job says, from where it is, and evaluates it where it has come to its end. */
export async function workOnTrial(job: Job, context: TrialContext): Promise<JobEnd<TrialRun>> {
  const { open, journal, isStopped } = context;
  const { name } = job.trial;
  let last: TrialCommand['name'] | undefined;
  for (let isEvaluated = false; ; isEvaluated = last === 'eval') {
    await othersToEnd(join(open.folder, name), isStopped);
    const record = await readTrialRun(open, name, isEvaluated);
    if (isStopped()) return { kind: 'stopped', record };
    const command = await nextCommand(job, record, context);
    if (command === undefined) return { kind: 'done', record };
    if (command.name === last)
      return { kind: 'failed', record, message: `${last} ended well, but left nothing that says so` };
    const end = await context.run(command);
    if (end.kind !== 'done') return { ...end, record: await readTrialRun(open, name) };
    last = command.name;
    if (last === 'eval') journal.append({ type: 'evaluate', trial: name, suite: open.sweep.evaluate });
  }
}

/**
 * A process that outlived whoever started it goes on, and is waited for. @throws LongrangeError `RUN_LOCKED` where it cannot be told whether there is one
 */
async function othersToEnd(runFolder: string, isStopped: () => boolean): Promise<void> {
  for (;;) {
    const owner = await runOwner(runFolder);
    if (owner === 'none' || isStopped()) return;
    if (owner === 'unknown') {
      throw new LongrangeError({
        code: 'RUN_LOCKED',
        message: `Expected no other process to work on ${runFolder}, got the lock of one of which this process cannot tell whether it is still running.`,
        hint: `if it is not, remove ${join(runFolder, 'run.lock')}.`,
        exitCode: 2,
      });
    }
    await pause(LOOK_AGAIN_MS);
  }
}

async function nextCommand(
  { trial, untilStep }: Job,
  { outcome, step, finished, checkpoint }: TrialRun,
  { open, options, threads }: TrialContext,
): Promise<TrialCommand | undefined> {
  const where = { runs: open.folder, engine: options.compute, threads };
  if (outcome !== undefined) {
    if (finished) return undefined;
    return { name: 'eval', options: { ...where, checkpoint, suite: open.sweep.evaluate } };
  }
  if (untilStep !== null && step >= untilStep) return undefined;
  const run = { ...where, run: trial.name, until: untilStep ?? undefined };
  if (step > 0) return { name: 'train', options: { ...run, resume: 'latest' } };
  const { corpus, ...settings } = trialOptions(trial);
  const sources = corpus && (await resolveSources(corpus, open.base));
  return { name: 'train', options: { ...run, ...settings, corpus: sources } };
}
