import type { ExitCode } from '@longrange/errors';
import { Journal, runTrials } from '@longrange/sweep/internal';
import { RunLock } from '@longrange/trainer/internal';
import type { CommandContext } from '../cli/command.ts';
import { actionOf, type SweepOptions } from '../options/sweep-options.ts';
import { servePage } from '../report/serve-page.ts';
import { interruptExitCode, withInterrupt } from '../terminal/interrupt.ts';
import { invocation, runsWords } from '../terminal/invocation.ts';
import { createReporter, type Reporter } from '../terminal/reporter.ts';
import {
  describeSize,
  type OpenSweep,
  openSweep,
  planSweep,
  readState,
  type SweepState,
} from './open-sweep.ts';
import { runTrial } from './run-trial.ts';
import { describeCounts, dueTrials, jsonLines, showFailures, showPlan, showStatus } from './show-sweep.ts';
import { type ReportContext, renderSweep, writeSweepReport } from './sweep-report.ts';
import { SweepScreen } from './sweep-screen.ts';
import { startTrialProcess } from './trial-process.ts';
import type { TrialRun } from './trial-run.ts';

/** `longrange sweep` */
export async function runSweep(options: SweepOptions, context: CommandContext): Promise<ExitCode | 0> {
  const { action, file } = actionOf(options);
  const open = await openSweep(file, options);
  if (options.trial !== undefined) return runTrial(open, options.trial, context);
  const trials = await planSweep(open);
  const reporter = createReporter(process.stdout);
  const shown = { ...context, reporter };
  if (options.serve) {
    const render = async () => renderSweep(open, await readState(open, trials));
    await render();
    await withInterrupt(
      (signal) =>
        servePage(render, 'changes', signal, (address) => reporter.fact('page', `${address} (until Ctrl-C)`)),
      () => undefined,
    );
    return 0;
  }
  const state = await readState(open, trials);
  if (options.due) {
    process.stdout.write(dueTrials(state));
    return 0;
  }
  if (options.json) {
    for (const line of jsonLines(state)) process.stdout.write(line);
    return 0;
  }
  showSweep(open, state, reporter);
  if (action === 'status') showStatus(state, reporter);
  else if (action === 'report') await writeSweepReport(open, state, shown);
  else if (options.dryRun) await showPlan(open, state, reporter);
  else return runAll(open, state, shown);
  return 0;
}

function showSweep(open: OpenSweep, { trials }: SweepState, reporter: Reporter): void {
  reporter.fact('sweep', `${open.name}: ${describeSize(open, trials)}; ${open.folder}`);
  const { ignored } = open.sweep;
  if (ignored.length > 0)
    reporter.fact('ignored', `${ignored.join(', ')}: keys of Weights & Biases without a meaning here`);
}

/** Runs all trials with work left, then reports. */
async function runAll(open: OpenSweep, state: SweepState, context: ReportContext): Promise<ExitCode | 0> {
  const { reporter } = context;
  const isInterrupted = await runTrialsHere(open, state, reporter);
  reporter.fact('trials', describeCounts(state));
  if (isInterrupted) {
    reporter.line(`Continue with: ${againWords(open)}`);
    return interruptExitCode();
  }
  const hasFailed = state.trials.some(({ name }) => state.schedule.statusOf(name) === 'failed');
  if (hasFailed) {
    showFailures(state, reporter);
    reporter.line(`Retry the failed trials with: ${againWords(open)}`);
  }
  await writeSweepReport(open, state, context);
  return hasFailed ? 1 : 0;
}

/** Runs trials as processes of this machine until none has anything to do. Returns true after an interruption. */
async function runTrialsHere(open: OpenSweep, state: SweepState, reporter: Reporter): Promise<boolean> {
  const { jobs } = open.options;
  const lock = await RunLock.acquire(open.folder);
  const journal = await Journal.open(open.journalPath);
  reporter.fact('trials', describeCounts(state));
  const screen = new SweepScreen(open, state, reporter);
  try {
    return await withInterrupt(
      async (signal) => {
        await runTrials<TrialRun>({
          schedule: state.schedule,
          journal,
          jobs,
          signal,
          start: (job) => startTrialProcess(job, open, journal),
          onStart: (job) => screen.started(job),
          onEnd: (job, end) => {
            state.runs.set(job.trial.name, end.record);
            screen.ended(job, end);
          },
        });
        return signal.aborted;
      },
      () =>
        reporter.line('interrupted: running trials finish their step and save; Ctrl-C again quits at once'),
    );
  } finally {
    screen.close();
    journal.close();
    await lock.release();
  }
}

/** Returns the command to continue with. A trial's result depends on the engine and the number of threads. */
function againWords({ file, options }: OpenSweep): string {
  const { engine, jobs, threads, runs } = options;
  const given = {
    jobs: jobs === 1 ? undefined : jobs,
    threads,
    engine: engine === 'auto' ? undefined : engine,
  };
  const words = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, `${value}`],
  );
  return invocation(['sweep', file, ...words, ...runsWords(runs)]);
}
