import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseSweep } from '../file/parse-sweep.ts';
import { planTrials } from '../plan/plan-trials.ts';
import { Journal, readJournal } from '../state/journal.ts';
import { runTrials } from './run-trials.ts';
import { type Job, nextPromotion, Schedule, type TrialRecord } from './schedule.ts';

/** Last step of the pretended trainings, which validate every ten steps. */
const END = 40;

async function setUp(text: string, bitsOf: (job: Job) => number) {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-sweep-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'journal.jsonl');
  const sweep = parseSweep(text, 'a.yaml');
  const trials = planTrials(sweep, ({ parameters, seed }) => ({
    settings: { parameters, seed },
    validationSteps: 10,
    corpus: { sources: ['stdlib'], extensions: ['.py'] },
  }));
  const records = new Map<string, TrialRecord>();
  const started: string[] = [];
  let stopped = false;
  /** Runs like a newly started coordinator, which knows only what is on disk. */
  const run = async ({ jobs = 1, stopAfter = 0, failing = (_: Job): boolean => false } = {}) => {
    const controller = new AbortController();
    const schedule = new Schedule(trials, records, await readJournal(path), sweep.earlyTerminate);
    const journal = await Journal.open(path);
    const start = (job: Job) => {
      const { name, number, asWritten } = job.trial;
      journal.append({ type: 'start', trial: name, asWritten });
      // Includes earlier sessions.
      if (started.length + 1 === stopAfter) setImmediate(() => controller.abort());
      started.push(`${number}→${job.untilStep ?? END}`);
      const step = Math.min(END, job.untilStep ?? END);
      const validations = [{ step: 10, bits: bitsOf(job) }];
      const done = (async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        const old = records.get(name) ?? { step: 0, validations: [], finished: false };
        if (stopped) return { kind: 'stopped' as const, record: old };
        if (failing(job)) return { kind: 'failed' as const, record: old, message: 'no luck' };
        const record = { step, validations, finished: step === END };
        records.set(name, record);
        return { kind: 'done' as const, record };
      })();
      return { done, stop: () => (stopped = true) };
    };
    stopped = false;
    await runTrials({ schedule, journal, jobs, start, signal: controller.signal });
    journal.close();
    return trials.map(({ name }) => schedule.statusOf(name));
  };
  return { run, started, trials };
}

const eight = 'method: grid\nparameters: {units: {min: 0, max: 7}}\n';

describe('runTrials', () => {
  it('does each trial once, and after a failure goes on; what failed is tried again', async () => {
    const { run, started } = await setUp(eight, () => 1);
    const statuses = await run({ jobs: 3, failing: ({ trial }) => trial.number === 2 });
    expect(statuses.filter((status) => status === 'finished')).toHaveLength(7);
    expect(statuses[2]).toBe('failed');
    expect(started).toHaveLength(8);
    expect(await run()).toEqual(Array(8).fill('finished'));
    expect(started.slice(8)).toEqual(['2→40']);
  });

  it('stops what runs when it is told to, and starts nothing more', async () => {
    const { run, started } = await setUp(eight, () => 1);
    const statuses = await run({ jobs: 2, stopAfter: 2 });
    expect(started).toEqual(['0→40', '1→40']);
    expect(statuses).toContain('unfinished');
    expect(statuses).toContain('waiting');
    expect(await run()).toEqual(Array(8).fill('finished'));
  });
});

describe('asynchronous successive halving', () => {
  const halving = `${eight}early_terminate: {type: asha, min_iter: 1, eta: 2}\n`;
  const bits = [5, 3, 8, 1, 7, 2, 6, 4];
  /**
   * By hand, one trial at a time. Rungs are 10, 20 and 40 steps. Of two at a rung one goes on: 1 of {0, 1}. Of four two: 3 of {0, 1, 2, 3}, whom rung 20 has
   * with 1, so that 3 goes on to the end. Of six three: 5. Of eight four: 7, the fourth at rung 20, of which two go on: 5.
   */
  const expected = '0→10 1→10 1→20 2→10 3→10 3→20 3→40 4→10 5→10 5→20 6→10 7→10 7→20 5→40'.split(' ');
  const end = ['paused', 'paused', 'paused', 'finished', 'paused', 'finished', 'paused', 'paused'];

  it('promotes as counted by hand', async () => {
    const { run, started } = await setUp(halving, ({ trial }) => bits[trial.number]!);
    expect(await run()).toEqual(end);
    expect(started).toEqual(expected);
    expect(await run()).toEqual(end);
    expect(started).toHaveLength(expected.length);
  });

  it('goes on as it would have, wherever it was stopped', async () => {
    for (let stop = 1; stop < expected.length; stop++) {
      const { run, started } = await setUp(halving, ({ trial }) => bits[trial.number]!);
      await run({ stopAfter: stop });
      expect(started).toHaveLength(stop);
      expect(await run()).toEqual(end);
      // The stopped trial begins again.
      expect([...started.slice(0, stop - 1), ...started.slice(stop)]).toEqual(expected);
    }
  });

  it('judges a setting by the mean of its seeds, and promotes all of them', async () => {
    const { run, started } = await setUp(
      'method: grid\nseeds: 2\nparameters: {units: {values: [0, 1]}}\nearly_terminate: {type: asha, eta: 2}\n',
      // Setting 0: 1 and 9; setting 1: 4 and 4. The worse setting has the best seed.
      ({ trial }) => [1, 9, 4, 4][trial.number]!,
    );
    expect(await run()).toEqual(['paused', 'paused', 'paused', 'paused']);
    expect(started).toEqual(['0→10', '1→10', '2→10', '3→10', '2→20', '3→20']);
  });

  it('looks at the highest rung first, and takes the lower number of equals', () => {
    const rung = (values: readonly number[], promoted: number[] = []) => ({
      values: new Map(values.map((bits, setting) => [setting, bits])),
      promoted: new Set(promoted),
    });
    expect(nextPromotion([rung([2])], 2)).toBeUndefined();
    expect(nextPromotion([rung([3, 1, 1, 9])], 4)).toEqual({ setting: 1, rung: 0 });
    expect(nextPromotion([rung([1, 2, 3, 4], [0]), rung([1, 0.5])], 2)).toEqual({ setting: 1, rung: 1 });
  });
});
