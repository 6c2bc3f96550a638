import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { startS3Server } from '../../packages/sweep/src/store/testing/s3-server.ts';
import { amount, figure, isLong } from './testing/figures.ts';
import { runProgram } from './testing/run-program.ts';
import { makeWorkplace, removeFolder, runsFolder } from './testing/runs.ts';
import {
  claimsIn,
  countEvents,
  drawing,
  expectClearLines,
  expectDone,
  kinds,
  refusals,
  resultsOf,
  startSweep,
  stepsOf,
  sweepWords,
  TRIALS,
  tableOf,
  trainers,
  undisturbed,
  writeSweep,
} from './testing/sweeps.ts';

const KILLS = amount(4, 25);
const STEPS = 1000;
const FULL_DISKS = amount(2, 30);
const draw = drawing(1);
let workplace: string;

beforeEach(async () => {
  workplace = await makeWorkplace();
});
afterEach(() => removeFolder(workplace));

it.each(kinds)(
  '$kind whose processes are killed, with a store that fails and is slow, ends with the table of one that was left alone',
  async ({ halves, kind }) => {
    await writeSweep(workplace, STEPS, 50, halves);
    const expected = await undisturbed(workplace);
    const server = await startS3Server({ namesOfPage: 1000 });
    onTestFinished(server.close);
    server.faults.push(...refusals(draw, 100_000));
    const environment = { ...(server.environment as Record<string, string>) };
    const options = { cwd: workplace, environment };
    const sums = { kills: 0, commands: 0, starts: 0, attempts: 0, sweeps: 0 };

    // A machine may be done before it was killed often enough: then from the beginning, into another place of the store.
    for (; sums.kills < KILLS; sums.sweeps++) {
      const place = `sweep-${sums.sweeps}`;
      const store = ['--store', `s3://bucket/${place}`];
      let reached: Record<string, number> = {};
      let commands = 0;
      for (let isFinished = false; !isFinished; commands++) {
        const { child, result } = startSweep(store, options);
        let isRunning = true;
        void result.finally(() => {
          isRunning = false;
        });
        while (isRunning && sums.kills < KILLS) {
          // One kill in four may come while the command starts, the others once somebody trains.
          const isEarly = draw(0, 4) === 0;
          while (isRunning && !isEarly && (await trainers(workplace)).length === 0) await pause(20);
          await pause(draw(50, 800));
          if (!isRunning) break;
          // Once in the long form the store fails so often that requests are given up.
          if (isLong && sums.kills === KILLS >> 1)
            server.faults.unshift(...Array<'status 500'>(60).fill('status 500'));
          const children = await trainers(workplace);
          const victim = children[draw(0, 2 * children.length)];
          if (victim === undefined) child.kill('SIGKILL');
          else process.kill(victim, 'SIGKILL');
          sums.kills++;
        }
        const ended = await result;
        expectClearLines(ended);
        isFinished = ended.code === 0;
        const steps = await stepsOf(workplace);
        for (const [name, step] of Object.entries(reached)) expect(steps[name]).toBeGreaterThanOrEqual(step);
        reached = steps;
      }
      const events = await countEvents(workplace);
      await expectDone(sweepWords(...store), { store, server, expected, options });
      // A trial begins again where its process or its coordinator was killed, or the store had failed, and nowhere else; one that goes on from
      // a rung begins once more.
      const claims = claimsIn(server, place);
      const jobs = halves ? 2 * TRIALS : TRIALS;
      expect(events.start).toBeLessThanOrEqual(jobs + events.fail! + 2 * commands);
      // One more for each trial that ended without its coordinator: each command stores those, and may be killed before it has.
      expect(claims).toBeLessThanOrEqual(events.start! + TRIALS * commands);
      await rm(runsFolder(workplace), { recursive: true });
      sums.commands += commands;
      sums.starts += events.start!;
      sums.attempts += claims;
    }
    figure(
      `SIGKILL at random moments of ${kind}, one answer of their store in eight an error and another late`,
      `${sums.kills} kills, sweeps: ${sums.sweeps}, of ${TRIALS} trials; ${sums.commands} commands, ${sums.starts} beginnings, ${sums.attempts} attempts; the same table each time`,
    );
  },
);

it('a disk that is full from any moment on fails trials or the sweep with one clear line each, and nothing is lost', async () => {
  await writeSweep(workplace, 40, 20);
  const expected = await undisturbed(workplace);
  let refused = 0;
  for (let round = 0; round < FULL_DISKS; round++) {
    const at = draw(1, 120);
    await mkdir(workplace, { recursive: true });
    const fault = { kind: 'full', at, code: 'ENOSPC', root: runsFolder(workplace) } as const;
    const result = await runProgram(sweepWords(), { cwd: workplace, fault });
    try {
      expectClearLines(result);
      expect(result.signal).toBeNull();
      if (result.code !== 0) refused++;
      expect(await runProgram(sweepWords(), { cwd: workplace })).toMatchObject({ code: 0, stderr: '' });
      expect(await tableOf(workplace)).toBe(expected.table);
      expect(await resultsOf(workplace)).toEqual(expected.results);
    } catch (cause) {
      throw new Error(`full from call ${at}: ${result.stdout}\n${result.stderr}`, { cause });
    }
    await rm(join(runsFolder(workplace)), { recursive: true });
  }
  expect(refused).toBeGreaterThan(0);
  figure(
    'a disk that is full from a random moment of a sweep on',
    `${FULL_DISKS} sweeps, ${refused} refused; the same table`,
  );
});
