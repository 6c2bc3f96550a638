import type { ChildProcess } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { startS3Server } from '../../../packages/sweep/src/store/testing/s3-server.ts';
import { amount, figure, isLong } from '../testing/figures.ts';
import { type ProgramOptions, type ProgramResult, startProgram } from '../testing/run-program.ts';
import { makeWorkplace, removeFolder, runsFolder } from '../testing/runs.ts';
import {
  claimsIn,
  drawing,
  expectClearLines,
  expectDone,
  kinds,
  refusals,
  TRIALS,
  trainers,
  undisturbed,
  writeSweep,
} from '../testing/sweeps.ts';
import { RedisServer } from './redis-server.ts';

const KILLS = amount(4, 25);
const MACHINES = amount(2, 3);
const PASSWORD = 'never-shown';
/** A process may live as long as the test, which has a limit of its own. */
const NO_LIMIT_MS = 3_600_000;
const draw = drawing(2);

/** A program that is started again each time that it ends, until it ends well or is not wanted anymore. */
function keepRunning(words: readonly string[], options: ProgramOptions) {
  const results: ProgramResult[] = [];
  let child: ChildProcess;
  let isWanted = true;
  let isRunning = true;
  const run = async (): Promise<void> => {
    for (let isDone = false; !isDone && isWanted; isDone = results.at(-1)!.code === 0) {
      const started = startProgram(words, { ...options, killAfterMs: NO_LIMIT_MS });
      child = started.child;
      results.push(await started.result);
    }
    isRunning = false;
  };
  const done = run();
  const kill = (): boolean => child.kill('SIGKILL');
  const stop = (): Promise<void> => {
    isWanted = false;
    kill();
    return done;
  };
  return { results, done, isRunning: () => isRunning, kill, stop };
}

it.each(kinds)(
  '$kind on Redis whose processes are killed, with a Redis that restarts and a store that fails, ends with the table of one here',
  async ({ halves, kind }) => {
    const workplace = await makeWorkplace();
    onTestFinished(() => removeFolder(workplace));
    await writeSweep(workplace, halves ? 1000 : 600, 50, halves);
    const expected = await undisturbed(workplace);

    const server = await startS3Server({ namesOfPage: 1000 });
    onTestFinished(server.close);
    server.faults.push(...refusals(draw, 100_000));
    const redis = new RedisServer(workplace, PASSWORD);
    const address = await redis.reserve();
    await redis.start();
    onTestFinished(() => redis.stop('SIGKILL'));
    const environment = { ...(server.environment as Record<string, string>), REDISCLI_AUTH: PASSWORD };
    const options = { cwd: workplace, environment };

    // Each has a folder of its own, and its text at a place of its own, so that they share nothing but the store.
    const machines = Array.from({ length: MACHINES }, (_, number) => join(workplace, `machine-${number}`));
    for (const [number, machine] of machines.entries())
      await cp(join(workplace, 'corpus'), join(machine, `texts-${number}`, 'corpus'), { recursive: true });
    const startWorkers = (store: readonly string[]) =>
      machines.map((cwd, number) =>
        keepRunning(['worker', address, ...store, '--corpus-root', `texts-${number}`], { cwd, environment }),
      );
    let workers: ReturnType<typeof startWorkers> = [];
    const killTrainers = async (of: readonly string[]): Promise<void> => {
      for (const pid of (await Promise.all(of.map(trainers))).flat()) process.kill(pid, 'SIGKILL');
    };
    onTestFinished(async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
      await killTrainers(machines);
    });

    const coordinators: ProgramResult[] = [];
    const workerResults: ProgramResult[] = [];
    const sums = { kills: 0, ofMachines: 0, restarts: 0, sweeps: 0, attempts: 0 };
    // All may be done before there were enough kills: then from the beginning, into another place of the store.
    for (; sums.kills < KILLS; sums.sweeps++) {
      const place = `sweep-${sums.sweeps}`;
      const store = ['--store', `s3://bucket/${place}`];
      const engine = ['--engine', address, '--compute', 'simd', '--threads', '1'];
      const command = ['sweep', 'sweep.yaml', ...engine, ...store];
      workers = startWorkers(store);
      const coordinator = keepRunning(command, options);
      const killsBefore = sums.ofMachines;
      while (coordinator.isRunning() && sums.kills < KILLS) {
        // One kill in four may come at any moment, the others once somebody trains.
        const isEarly = draw(0, 4) === 0;
        const isTraining = async (): Promise<boolean> =>
          (await Promise.all(machines.map(trainers))).some((pids) => pids.length > 0);
        while (coordinator.isRunning() && !isEarly && !(await isTraining())) await pause(50);
        await pause(draw(50, 1500));
        if (!coordinator.isRunning()) break;
        // Once in the long form the store fails so often that requests are given up.
        if (isLong && sums.kills === KILLS >> 1)
          server.faults.unshift(...Array<'status 500'>(60).fill('status 500'));
        if (sums.kills % 5 === 2) {
          await redis.stop(draw(0, 2) === 0 ? 'SIGTERM' : 'SIGKILL');
          await pause(draw(0, 3000));
          await redis.start();
          sums.restarts++;
        }
        const victim = draw(0, MACHINES);
        const what = ['coordinator', 'training', 'worker', 'machine'][draw(0, 4)]!;
        if (what === 'coordinator') coordinator.kill();
        if (what === 'training' || what === 'machine') await killTrainers([machines[victim]!]);
        if (what === 'worker' || what === 'machine') workers[victim]!.kill();
        if (what !== 'coordinator') sums.ofMachines++;
        sums.kills++;
      }
      await coordinator.done;
      await Promise.all(workers.map((worker) => worker.stop()));
      workerResults.push(...workers.flatMap(({ results }) => results));
      coordinators.push(...coordinator.results);
      await expectDone(command, { store, server, expected, options });
      // A trial is attempted again where its worker or training was killed or it had failed, and nowhere else. A command that is killed does not
      // tell of the failure of a killed training.
      const claims = claimsIn(server, place);
      const failures = coordinator.results.flatMap(({ stdout }) => stdout.match(/ failed(?:, and|:)/g) ?? []);
      const jobs = halves ? 2 * TRIALS : TRIALS;
      expect(claims).toBeLessThanOrEqual(jobs + sums.ofMachines - killsBefore + failures.length);
      sums.attempts += claims;
      await killTrainers(machines);
      for (const folder of [workplace, ...machines]) await removeFolder(runsFolder(folder));
    }
    for (const result of [...coordinators, ...workerResults]) {
      expectClearLines(result);
      expect(`${result.stdout}${result.stderr}`).not.toContain(PASSWORD);
    }
    figure(
      `SIGKILL at random moments of workers, trainings and the command of ${kind} on Redis, which is restarted, with the same store`,
      `${sums.kills} kills, ${sums.restarts} restarts of Redis, sweeps: ${sums.sweeps}, of ${TRIALS} trials; ${coordinators.length} commands, ${sums.attempts} attempts; the same table each time`,
    );
  },
);
