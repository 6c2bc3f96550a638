import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Job, type JobEnd, Journal, runTrials } from '@longrange/sweep/internal';
import { expect, it, onTestFinished } from 'vitest';
import { createReporter } from '../terminal/reporter.ts';
import { openSweep, planSweep, readState } from './open-sweep.ts';
import { hear, SweepScreen, secondsLeftOf, type ToldTime, untold } from './sweep-screen.ts';
import type { TrialRun } from './trial-run.ts';

// The collector, which Node hands out only where its flag is set before the context is made.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapMebibytes(): number {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

it('plans and shows 10,000 trials in 25 MiB, a few kilobytes each', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-screen-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const rates = Array.from({ length: 2000 }, (_, index) => 0.001 + index / 1e6);
  const parameters = { learningRate: { values: rates }, preset: { value: 'quick' } };
  await writeFile(join(folder, 'many.yaml'), JSON.stringify({ method: 'grid', seeds: 5, parameters }));
  const start = heapMebibytes();

  const open = await openSweep(join(folder, 'many.yaml'), { runs: folder, compute: 'auto' });
  const state = await readState(open, await planSweep(open));
  let lines = 0;
  const write = (text: string): void => {
    if (text.endsWith('\n')) lines++;
  };
  const screen = new SweepScreen(open, state, 8, createReporter({ isTTY: true, columns: 80, write }));
  const journal = await Journal.open(open.journalPath);
  const end = ({ trial }: Job): JobEnd<TrialRun> => {
    const best = { step: 100, bits: 2 + trial.number / 1e5 };
    const record = {
      ...{ folder: open.folder, step: 100, validations: [], finished: true },
      ...{ outcome: undefined, best, checkpoint: null },
    };
    return trial.number % 100 === 7
      ? { kind: 'failed', record: { ...record, finished: false }, message: 'no luck' }
      : { kind: 'done', record };
  };
  await runTrials<TrialRun>({
    ...{ schedule: state.schedule, journal, jobs: 8, signal: new AbortController().signal },
    start: (job, began) => {
      began();
      return { done: Promise.resolve(end(job)), stop: () => undefined };
    },
    onStart: (job) => screen.started(job),
    onEnd: (job, ended) => {
      state.runs.set(job.trial.name, ended.record);
      screen.ended(job, ended);
    },
  });
  screen.close();
  journal.close();

  expect(heapMebibytes() - start).toBeLessThan(25);
  // A line for each trial that ended.
  expect(lines).toBe(10_000);
  expect(state.trials.filter(({ name }) => state.schedule.statusOf(name) === 'failed')).toHaveLength(100);
});

const none = { count: 0, seconds: 0 };

it('counts down while a trial validates, of which its log says nothing', () => {
  let told: ToldTime = untold;
  const look = (takenSeconds: number, secondsLeft: number | undefined) => {
    told = hear(told, secondsLeft, takenSeconds);
    const running = [{ takenSeconds, expectedSeconds: told.expectedSeconds }];
    return secondsLeftOf({ ended: none, running, waiting: 2, jobs: 1 });
  };
  expect(look(0, undefined)).toBeNull();
  // 10 for each of three, of which 1 is over.
  expect(look(1, 9)).toBe(29);
  // The same line for two seconds more, then one without the time, as those of validations are.
  expect([look(2, 9), look(3, 9), look(4, undefined)]).toEqual([28, 27, 26]);
  // It took longer than was thought: 12 for each.
  expect(look(5, 7)).toBe(31);
});

it('goes by trials that have ended, where there are any, and by as many as run at once', () => {
  const running = [2, 7].map((takenSeconds) => ({ takenSeconds, expectedSeconds: 100 }));
  // 5 for each of four that wait and 3 of the first; the second takes longer than the mean.
  const ended = { count: 2, seconds: 10 };
  expect(secondsLeftOf({ ended, running, waiting: 4, jobs: 8 })).toBe((4 * 5 + 3) / 2);
  expect(secondsLeftOf({ ended: none, running: [], waiting: 3, jobs: 2 })).toBeNull();
});
