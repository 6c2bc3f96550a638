import { join } from 'node:path';
import type { Job, JobEnd, Journal } from '@longrange/sweep/internal';
import { runOwner } from '@longrange/trainer/internal';
import { keepInStore, othersToEnd } from './keep-in-store.ts';
import { type OpenSweep, threadsOf } from './open-sweep.ts';
import { locateSources } from './sources.ts';
import { readTrialRun, type TrialRun } from './trial-run.ts';
import { trialOptions } from './trial-settings.ts';

/** Command that continues a trial, with options by their names in its schema. */
export interface TrialCommand {
  readonly name: 'train' | 'eval';
  readonly options: Readonly<Record<string, unknown>>;
}

/** End of a command. */
export type CommandEnd =
  | { readonly kind: 'done' | 'stopped' }
  | { readonly kind: 'failed'; readonly message: string };

export interface TrialContext {
  readonly open: OpenSweep;
  readonly journal: Pick<Journal, 'append'>;
  /** Runs a command, in this process or another. */
  readonly run: (command: TrialCommand) => Promise<CommandEnd>;
  /** Asks the running command to save and stop. */
  readonly stop: () => void;
  readonly isStopped: () => boolean;
  /** Shows a warning. */
  readonly warn: (sentence: string) => void;
}

/** Continues the training of a trial up to the job's step, and evaluates it at the end. */
export async function workOnTrial(job: Job, context: TrialContext): Promise<JobEnd<TrialRun>> {
  return keepInStore(job.trial, context, () => work(job, context));
}

async function work(job: Job, context: TrialContext): Promise<JobEnd<TrialRun>> {
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
      return { kind: 'failed', record, message: `${last} succeeded, but left no result` };
    const end = await context.run(command);
    // Another process, whose coordinator was killed, had not locked the run yet when we looked.
    if (end.kind === 'failed' && (await runOwner(join(open.folder, name))) === 'alive') continue;
    if (end.kind !== 'done') return { ...end, record: await readTrialRun(open, name) };
    last = command.name;
    if (last === 'eval') journal.append({ type: 'evaluate', trial: name, suite: open.sweep.evaluate });
  }
}

async function nextCommand(
  { trial, untilStep }: Job,
  { outcome, step, finished, checkpoint }: TrialRun,
  { open }: TrialContext,
): Promise<TrialCommand | undefined> {
  const corpus = await locateSources(trial.corpus.sources, open);
  const { options } = open;
  const where = { runs: open.folder, engine: options.compute, threads: threadsOf(options), corpus };
  if (outcome !== undefined) {
    if (finished) return undefined;
    return { name: 'eval', options: { ...where, checkpoint, suite: open.sweep.evaluate } };
  }
  if (untilStep !== null && step >= untilStep) return undefined;
  const run = { ...where, run: trial.name, until: untilStep ?? undefined };
  if (step > 0) return { name: 'train', options: { ...run, resume: 'latest' } };
  return { name: 'train', options: { ...trialOptions(trial), ...run } };
}
