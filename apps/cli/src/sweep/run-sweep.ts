import type { ExitCode } from '@longrange/errors';
import { Journal, runTrials } from '@longrange/sweep/internal';
import { RunLock } from '@longrange/trainer/internal';
import type { CommandContext } from '../cli/command.ts';
import { actionOf, isRedisAddress, type SweepOptions } from '../options/sweep-options.ts';
import { interruptExitCode, withInterrupt } from '../terminal/interrupt.ts';
import { invocation, runsWords } from '../terminal/invocation.ts';
import { createReporter, type Reporter } from '../terminal/reporter.ts';
import { showPlan } from './dry-run.ts';
import { fetchRuns, storeEnded, storeOf, withFigures } from './keep-in-store.ts';
import {
  describeSize,
  type OpenSweep,
  openSweep,
  planSweep,
  readState,
  type SweepState,
} from './open-sweep.ts';
import { kubernetesJob } from './print-job.ts';
import { runOnSlurm, showQueue } from './run-on-slurm.ts';
import { runTrialHere } from './run-trial-here.ts';
import { threadsOf } from './share-threads.ts';
import { showJobs } from './show-jobs.ts';
import { describeCounts, showFailures, showStatus } from './show-status.ts';
import { type ReportContext, writeSweepReport } from './sweep-report.ts';
import { SweepScreen } from './sweep-screen.ts';
import { startTrialProcess } from './trial-process.ts';
import { TrialQueue } from './trial-queue.ts';
import type { TrialRun } from './trial-run.ts';
import { jsonLines } from './trial-table.ts';
import type { Workers } from './workers.ts';

/** `longrange sweep` */
export async function runSweep(options: SweepOptions, context: CommandContext): Promise<ExitCode | 0> {
  const { action, file } = actionOf(options);
  const open = await openSweep(file, options.runs);
  if (options.trial !== undefined) return runTrialHere(open, options.trial, options, context);
  // Whoever prints a Job need not be able to sign in to its store.
  const store = options.print ? undefined : storeOf(options);
  const trials = await planSweep(open, store);
  if (options.print) {
    process.stdout.write(kubernetesJob(open, trials, options));
    return 0;
  }
  const reporter = createReporter(process.stdout);
  if (action !== 'run' || options.json || options.dryRun) {
    await withFigures(store, open, trials, async (figures) =>
      look(open, await readState(open, trials, figures), options, { ...context, reporter }),
    );
    return 0;
  }
  if (store !== undefined) await fetchRuns(store, open, trials);
  const state = await readState(open, trials);
  showSweep(open, state, reporter);
  if (store !== undefined) await storeEnded(store, open, state);
  if (options.engine === 'slurm') return runOnSlurm(open, state, options, reporter);
  const workers = isRedisAddress(options.engine)
    ? await TrialQueue.open(open, state, options, reporter)
    : workersHere(open, options, reporter);
  return runAll(open, state, options, { ...context, reporter }, workers);
}

/** What only shows something: a table, the status, the report or the plan. */
async function look(
  open: OpenSweep,
  state: SweepState,
  options: SweepOptions,
  context: ReportContext,
): Promise<void> {
  if (options.json) {
    for (const line of jsonLines(state)) process.stdout.write(line);
    return;
  }
  const { reporter } = context;
  showSweep(open, state, reporter);
  const { action } = actionOf(options);
  if (action === 'report') return writeSweepReport(open, state, options, context);
  if (action === 'run') return showPlan(open, state, options, reporter);
  if (options.engine === 'slurm') await showQueue(open, reporter);
  else if (isRedisAddress(options.engine)) await showJobs(open, state, options, reporter);
  showStatus(state, reporter);
}

function showSweep(open: OpenSweep, { trials }: SweepState, reporter: Reporter): void {
  reporter.fact('sweep', `${open.name}: ${describeSize(open, trials)}; ${open.folder}`);
  const { ignored } = open.sweep;
  if (ignored.length > 0)
    reporter.fact('ignored', `${ignored.join(', ')}: of Weights & Biases, without a meaning here`);
}

/** Processes of this machine. */
function workersHere(open: OpenSweep, options: SweepOptions, reporter: Reporter): Workers {
  const warn = (sentence: string): void => reporter.line(sentence);
  const context = { open, options, store: storeOf(options), threads: threadsOf(options), warn };
  return {
    jobs: options.jobs ?? 1,
    interrupted: 'interrupted: what trains finishes its step and saves; Ctrl-C again quits at once',
    start: (job, began, journal) => {
      began();
      return startTrialProcess(job, { ...context, journal });
    },
  };
}

/** Runs trials until none has anything to do, and reports. */
async function runAll(
  open: OpenSweep,
  state: SweepState,
  options: SweepOptions,
  context: ReportContext,
  workers: Workers,
): Promise<ExitCode | 0> {
  const { reporter } = context;
  const { jobs } = workers;
  const lock = await RunLock.acquire(open.folder);
  const journal = await Journal.open(open.journalPath);
  reporter.fact('trials', describeCounts(state));
  const screen = new SweepScreen(open, state, jobs, reporter);
  let interrupted = false;
  try {
    await workers.watch?.(reporter, screen);
    await withInterrupt(
      (signal) =>
        runTrials<TrialRun>({
          ...{ schedule: state.schedule, journal, jobs, signal },
          start: (job, began) => workers.start(job, began, journal),
          onStart: (job) => screen.started(job),
          onEnd: (job, end) => {
            state.runs.set(job.trial.name, end.record);
            screen.ended(job, end);
          },
        }),
      () => {
        interrupted = true;
        reporter.line(workers.interrupted);
      },
    );
  } finally {
    screen.close();
    journal.close();
    await workers.close?.();
    await lock.release();
  }
  // What waits in a queue has not begun, whatever was meant for it.
  reporter.fact('trials', describeCounts(interrupted ? await readState(open, state.trials) : state));
  const { engine, store, runs, threads, compute } = options;
  // The bits of a trial depend on what computes, and on how many threads.
  const words = [
    ...(engine === 'local' ? [] : ['--engine', engine]),
    ...(store === undefined ? [] : ['--store', store]),
    ...(options.jobs === undefined ? [] : ['--jobs', `${options.jobs}`]),
    ...(threads === undefined ? [] : ['--threads', `${threads}`]),
    ...(compute === 'auto' ? [] : ['--compute', compute]),
  ];
  const again = invocation(['sweep', open.file, ...words, ...runsWords(runs)]);
  if (interrupted) {
    reporter.line(`Go on with: ${again}`);
    return interruptExitCode();
  }
  const failed = state.trials.some(({ name }) => state.schedule.statusOf(name) === 'failed');
  if (failed) {
    showFailures(state, reporter);
    reporter.line(`Try the failed ones again with: ${again}`);
  }
  await writeSweepReport(open, state, options, context);
  return failed ? 1 : 0;
}
