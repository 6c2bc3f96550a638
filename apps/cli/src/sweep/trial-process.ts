import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isSystemError, LongrangeError, systemProblem } from '@longrange/errors';
import type { Job, JobEnd, Journal, StartedJob } from '@longrange/sweep/internal';
import { runOwner } from '@longrange/trainer/internal';
import { COMMAND_FROM_STDIN } from '../cli/command.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { keepInStore, othersToEnd } from './keep-in-store.ts';
import { type OpenSweep, threadsOf } from './open-sweep.ts';
import { locateSources } from './sources.ts';
import type { SweepScreen } from './sweep-screen.ts';
import { readTrialRun, type TrialRun } from './trial-run.ts';
import { configOf, trialOptions } from './trial-settings.ts';

/** Workers for the trials of a sweep. */
export interface Workers {
  /** Maximum trials at once. */
  readonly jobs: number;
  /** Message when the sweep's command is interrupted. */
  readonly interrupted: string;
  /** Starts a job, and calls `began` once somebody works on it. */
  start(job: Job, began: () => void, journal: Journal): StartedJob<TrialRun>;
  /** Starts to report on jobs that run elsewhere. */
  watch?(reporter: Reporter, screen: SweepScreen): Promise<void>;
  close?(): Promise<void>;
}

/** Runs trials as processes of this machine. */
export function localWorkers(open: OpenSweep, reporter: Reporter): Workers {
  const warn = (sentence: string): void => reporter.line(sentence);
  return {
    jobs: open.options.jobs ?? 1,
    interrupted: 'interrupted: running trials finish their step and save; Ctrl-C again quits at once',
    start: (job, began, journal) => {
      began();
      return startTrialProcess(job, { open, journal, warn });
    },
  };
}

/** Maximum characters kept of a child's standard error. */
const MOST_STDERR = 4096;

/** Exit codes after Ctrl-C, SIGTERM and SIGHUP, with everything saved. */
const STOPPED = [130, 143, 129];

/** Works on a trial in separate processes, which run this program's own commands. Their output is appended to `logs/TRIAL.log`. */
export function startTrialProcess(
  job: Job,
  context: Omit<TrialContext, 'isStopped' | 'run' | 'stop'>,
): StartedJob<TrialRun> {
  const { open } = context;
  let child: ChildProcess | undefined;
  let stopped = false;
  const isStopped = (): boolean => stopped;
  const run = (command: TrialCommand): Promise<CommandEnd> =>
    new Promise((resolve) => {
      mkdirSync(join(open.folder, 'logs'), { recursive: true });
      const log = openSync(join(open.folder, 'logs', `${job.trial.name}.log`), 'a');
      // In its own process group, so that Ctrl-C reaches it only through this process: a second signal would end it at once.
      child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, COMMAND_FROM_STDIN], {
        detached: true,
        windowsHide: true,
        stdio: ['pipe', log, 'pipe'],
      });
      // A child that ends early reports the reason itself.
      child.stdin!.on('error', () => undefined).end(JSON.stringify(command));
      if (stopped) child.kill('SIGTERM');
      let errors = '';
      child.stderr!.setEncoding('utf8').on('data', (text: string) => {
        errors = `${errors}${text}`.slice(0, MOST_STDERR);
        try {
          writeSync(log, text);
        } catch {
          // The disk is full; the trial's own failure reports what matters.
        }
      });
      const end = (outcome: CommandEnd): void => {
        closeSync(log);
        resolve(outcome);
      };
      child.once('error', (error) => end({ kind: 'failed', message: `cannot be started: ${error.message}` }));
      child.once('close', (code, signal) => end(endOf(code, signal, errors, stopped)));
    });
  const stop = (): void => {
    stopped = true;
    child?.kill('SIGTERM');
  };
  const done = workOnTrial(job, { ...context, run, isStopped, stop }).catch(async (error: unknown) => {
    if (!(error instanceof LongrangeError || isSystemError(error))) throw error;
    const { message } =
      error instanceof LongrangeError ? error : systemProblem('write', error.path ?? 'a file', error);
    return { kind: 'failed' as const, record: await readTrialRun(open, job.trial.name), message };
  });
  return { done, stop };
}

function endOf(
  code: number | null,
  signal: NodeJS.Signals | null,
  errors: string,
  stopped: boolean,
): CommandEnd {
  if (code === 0) return { kind: 'done' };
  if (stopped || STOPPED.includes(code ?? 0)) return { kind: 'stopped' };
  const lines = errors.split('\n').filter((line) => line.trim() !== '');
  const line = lines.find((one) => one.startsWith('error: ')) ?? lines[0];
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  return { kind: 'failed', message: line?.replace(/^error: /, '') ?? how };
}

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
  const language = configOf(trial).corpus.language ?? undefined;
  return { name: 'train', options: { ...trialOptions(trial), language, ...run } };
}
