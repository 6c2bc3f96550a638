import { type ExitCode, LongrangeError } from '@longrange/errors';
import { Journal, type PlannedTrial, planTrial, trialAt } from '@longrange/sweep/internal';
import type { CommandContext } from '../cli/command.ts';
import { runEval } from '../eval/run-eval.ts';
import { evalOptionsSchema } from '../options/eval-options.ts';
import { trainOptionsSchema } from '../options/train-options.ts';
import { interruptExitCode } from '../terminal/interrupt.ts';
import { createReporter } from '../terminal/reporter.ts';
import { runTrain } from '../train/run-train.ts';
import { fetchRuns, storeEnded, withFigures } from './keep-in-store.ts';
import { nameTrials } from './name-trials.ts';
import { type OpenSweep, planSweep, readState } from './open-sweep.ts';
import { type CommandEnd, type TrialCommand, workOnTrial } from './trial-process.ts';
import { resolveTrial } from './trial-settings.ts';

/** `--trial N`: runs or resumes one trial in this process, which is all that another machine needs to do. */
export async function runTrialHere(
  open: OpenSweep,
  number: number,
  context: CommandContext,
): Promise<ExitCode | 0> {
  const { sweep } = open;
  const planned = planTrial(sweep, trialAt(sweep, number), (one) => resolveTrial(one, sweep));
  const [trial] = (await nameTrials([planned], open)) as [PlannedTrial];
  // Promotion from a rung depends on the others.
  const trials = sweep.earlyTerminate === null ? [trial] : await planSweep(open);
  await fetchRuns(open, [trial]);
  const others = trials.filter(({ name }) => name !== trial.name);
  const state = await withFigures(open, others, (figures) => readState(open, trials, figures));
  const { schedule } = state;
  await storeEnded(open, { ...state, trials: [trial] });
  const next = schedule.nextOf(trial.name);
  if (next === undefined) {
    const status = schedule.statusOf(trial.name);
    createReporter(process.stdout).line(`Trial ${number} is ${status}: there is nothing to do.`);
    return 0;
  }
  const journal = await Journal.open(open.journalPath);
  for (const event of next.events) journal.append(event);
  let stopped = false;
  const run = async ({ name, options: given }: TrialCommand): Promise<CommandEnd> => {
    const exitCode =
      name === 'train'
        ? await runTrain(trainOptionsSchema.parse(given), context)
        : await runEval(evalOptionsSchema.parse(given), context);
    stopped = exitCode !== 0;
    return { kind: stopped ? 'stopped' : 'done' };
  };
  try {
    const end = await workOnTrial(next.job, {
      ...{ open, journal, run },
      // The command listens for signals from outside.
      stop: () => void process.emit('SIGTERM'),
      isStopped: () => stopped,
      warn: (sentence) => createReporter(process.stdout).line(sentence),
    });
    if (end.kind === 'failed')
      throw new LongrangeError({
        code: 'TRIAL_FAILED',
        message: `Expected trial ${number} to be finished, got: ${end.message}.`,
      });
    return end.kind === 'stopped' ? interruptExitCode() : 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    journal.append({ type: 'fail', trial: trial.name, message: message.split('\n')[0]! });
    throw error;
  } finally {
    journal.close();
  }
}
