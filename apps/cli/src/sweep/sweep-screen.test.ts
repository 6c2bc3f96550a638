import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Job, type JobEnd, Journal, runTrials } from '@longrange/sweep/internal';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/testing/tiny.ts';
import { sweepOptionsSchema } from '../options/sweep-options.ts';
import { createReporter } from '../terminal/reporter.ts';
import { openSweep, planSweep, readState } from './open-sweep.ts';
import { SweepScreen } from './sweep-screen.ts';
import type { TrialRun } from './trial-run.ts';

// Node gives access to the garbage collector only in a context made after the flag was set.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapMebibytes(): number {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

const settings = process.env.LONGRANGE_WHOLE === '1' ? 2000 : 600;

it('plans and shows thousands of trials in a few kilobytes each', async () => {
  const folder = await temporaryFolder();
  const rates = Array.from({ length: settings }, (_, index) => 0.001 + index / 1e6);
  const parameters = { learningRate: { values: rates }, preset: { value: 'quick' } };
  await writeFile(join(folder, 'many.yaml'), JSON.stringify({ method: 'grid', seeds: 5, parameters }));
  const start = heapMebibytes();

  const file = join(folder, 'many.yaml');
  const open = await openSweep(file, sweepOptionsSchema.parse({ words: [file], runs: folder, jobs: 8 }));
  const state = await readState(open, await planSweep(open));
  let lines = 0;
  const write = (text: string): void => {
    if (text.endsWith('\n')) lines++;
  };
  const screen = new SweepScreen(open, state, createReporter({ isTTY: true, columns: 80, write }));
  const journal = await Journal.open(open.journalPath);
  const end = ({ trial }: Job): JobEnd<TrialRun> => {
    const best = { step: 100, bits: 2 + trial.number / 1e5 };
    const record = {
      folder: open.folder,
      step: 100,
      savedAt: null,
      charactersSeen: 6400,
      validations: [],
      finished: true,
      outcome: undefined,
      best,
      checkpoint: null,
    };
    return trial.number % 100 === 7
      ? { kind: 'failed', record: { ...record, finished: false }, message: 'no luck' }
      : { kind: 'done', record };
  };
  await runTrials<TrialRun>({
    schedule: state.schedule,
    journal,
    jobs: 8,
    signal: new AbortController().signal,
    start: (job) => ({ done: Promise.resolve(end(job)), stop: () => undefined }),
    onStart: (job) => screen.started(job),
    onEnd: (job, ended) => {
      state.runs.set(job.trial.name, ended.record);
      screen.ended(job, ended);
    },
  });
  screen.close();
  journal.close();

  expect(heapMebibytes() - start).toBeLessThan(settings / 80);
  // A line for each trial that ended.
  expect(lines).toBe(5 * settings);
  expect(state.trials.filter(({ name }) => state.schedule.statusOf(name) === 'failed')).toHaveLength(
    settings / 20,
  );
});
