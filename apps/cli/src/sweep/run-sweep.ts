import type { ExitCode } from '@longrange/errors';
import { Journal, runTrials } from '@longrange/sweep/internal';
import { RunLock } from '@longrange/trainer/internal';
import type { CommandContext } from '../cli/command.ts';
import { actionOf, isRedisAddress, type SweepOptions } from '../options/sweep-options.ts';
import { servePage } from '../report/serve-page.ts';
import { interruptExitCode, withInterrupt } from '../terminal/interrupt.ts';
import { invocation, runsWords } from '../terminal/invocation.ts';
import { createReporter, type Reporter } from '../terminal/reporter.ts';
import { fetchRuns, storeEnded, withFigures } from './keep-in-store.ts';
import { kubernetesJob } from './kubernetes-job.ts';
import {
  describeSize,
  type OpenSweep,
  openSweep,
  planSweep,
  readState,
  type SweepState,
} from './open-sweep.ts';
import { runTrialHere } from './run-trial-here.ts';

import { describeCounts, jsonLines, showFailures, showJobs, showPlan, showStatus } from './show-sweep.ts';
import { runOnSlurm, showQueue } from './slurm.ts';
import { type ReportContext, renderSweep, writeSweepReport } from './sweep-report.ts';
import { SweepScreen } from './sweep-screen.ts';
import { localWorkers, type Workers } from './trial-process.ts';
import { TrialQueue } from './trial-queue.ts';
import type { TrialRun } from './trial-run.ts';

/** `longrange sweep` */
export async function runSweep(options: SweepOptions, context: CommandContext): Promise<ExitCode | 0> {
  const { action, file } = actionOf(options);
  const open = await openSweep(file, options);
  if (options.trial !== undefined) return runTrialHere(open, options.trial, context);
  const trials = await planSweep(open);
  if (options.print) {
    process.stdout.write(kubernetesJob(open, trials));
    return 0;
  }
  const reporter = createReporter(process.stdout);
  const shown = { ...context, reporter };
  if (options.serve) {
    const render = () =>
      withFigures(open, trials, async (figures) => renderSweep(open, await readState(open, trials, figures)));
    await render();
    await withInterrupt(
      (signal) =>
        servePage(render, 'changes', signal, (address) => reporter.fact('page', `${address} (until Ctrl-C)`)),
      () => undefined,
    );
    return 0;
  }
  if (action !== 'run' || options.json || options.dryRun) {
    await withFigures(open, trials, async (figures) => {
      const state = await readState(open, trials, figures);
      if (options.json) for (const line of jsonLines(state)) process.stdout.write(line);
      else await look(open, state, action, shown);
    });
    return 0;
  }
  await fetchRuns(open, trials);
  const state = await readState(open, trials);
  showSweep(open, state, reporter);
  await storeEnded(open, state);
  if (options.engine === 'slurm') return runOnSlurm(open, state, reporter);
  const isQueued = isRedisAddress(options.engine);
  const workers = isQueued ? await TrialQueue.open(open, state, reporter) : localWorkers(open, reporter);
  const isInterrupted = await runAll(open, state, reporter, workers);
  // Trials waiting in a queue have not begun, whatever the schedule planned.
  reporter.fact('trials', describeCounts(isInterrupted ? await readState(open, trials) : state));
  if (isInterrupted) {
    reporter.line(`Go on with: ${againWords(open)}`);
    return interruptExitCode();
  }
  const hasFailed = trials.some(({ name }) => state.schedule.statusOf(name) === 'failed');
  if (hasFailed) {
    showFailures(state, reporter);
    reporter.line(`Try the failed ones again with: ${againWords(open)}`);
  }
  await writeSweepReport(open, state, shown);
  return hasFailed ? 1 : 0;
}

/** Shows the status, the report or the plan, and runs nothing. */
async function look(
  open: OpenSweep,
  state: SweepState,
  action: 'run' | 'status' | 'report',
  context: ReportContext,
): Promise<void> {
  const { reporter } = context;
  showSweep(open, state, reporter);
  if (action === 'report') return writeSweepReport(open, state, context);
  if (action === 'run') return showPlan(open, state, reporter);
  const { engine = 'local' } = open.options;
  if (engine === 'slurm') await showQueue(open, reporter);
  else if (isRedisAddress(engine)) await showJobs(open, state, reporter);
  showStatus(state, reporter);
}

function showSweep(open: OpenSweep, { trials }: SweepState, reporter: Reporter): void {
  reporter.fact('sweep', `${open.name}: ${describeSize(open, trials)}; ${open.folder}`);
  const { ignored } = open.sweep;
  if (ignored.length > 0)
    reporter.fact('ignored', `${ignored.join(', ')}: keys of Weights & Biases without a meaning here`);
}

/** Runs trials until none has anything to do. Returns true after an interruption. */
async function runAll(
  open: OpenSweep,
  state: SweepState,
  reporter: Reporter,
  workers: Workers,
): Promise<boolean> {
  const { jobs } = workers;
  const lock = await RunLock.acquire(open.folder);
  const journal = await Journal.open(open.journalPath);
  reporter.fact('trials', describeCounts(state));
  const screen = new SweepScreen(open, state, jobs, reporter);
  try {
    await workers.watch?.(reporter, screen);
    return await withInterrupt(
      async (signal) => {
        await runTrials<TrialRun>({
          ...{ schedule: state.schedule, journal, jobs, signal },
          start: (job, began) => workers.start(job, began, journal),
          onStart: (job) => screen.started(job),
          onEnd: (job, end) => {
            state.runs.set(job.trial.name, end.record);
            screen.ended(job, end);
          },
        });
        return signal.aborted;
      },
      () => reporter.line(workers.interrupted),
    );
  } finally {
    screen.close();
    journal.close();
    await workers.close?.();
    await lock.release();
  }
}

/** Returns the command to continue with. A trial's result depends on the engine and the number of threads. */
function againWords({ file, options }: OpenSweep): string {
  const { engine, store, jobs, threads, compute, runs } = options;
  const given = { engine: engine === 'local' ? undefined : engine, store, jobs, threads };
  const words = Object.entries({ ...given, compute: compute === 'auto' ? undefined : compute }).flatMap(
    ([name, value]) => (value === undefined ? [] : [`--${name}`, `${value}`]),
  );
  return invocation(['sweep', file, ...words, ...runsWords(runs)]);
}
