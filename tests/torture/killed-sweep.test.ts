import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { randomStream } from '@longrange/model/internal';
import { listCheckpoints } from '@longrange/trainer/internal';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { amount, figure } from './testing/figures.ts';
import { type ProgramResult, runProgram, startProgram } from './testing/run-program.ts';
import {
  makeWorkplace,
  type Outcome,
  removeFolder,
  resultOf,
  runsFolder,
  tinySettings,
} from './testing/runs.ts';

const KILLS = amount(4, 25);
const STEPS = 1000;
const FULL_DISKS = amount(2, 30);
const SEEDS = amount(1, 2);
const TRIALS = 2 * SEEDS;
const command = ['sweep', 'sweep.yaml', '--engine', 'simd', '--threads', '2', '--jobs', '2'];
const { uniform } = randomStream(1);
let workplace: string;

beforeEach(async () => {
  workplace = await makeWorkplace();
});
afterEach(() => removeFolder(workplace));

/** Draws a whole number from `from` to `to`, which is excluded. */
function draw(from: number, to: number): number {
  return from + Math.floor(uniform() * (to - from));
}

/** Two rates, in the long form with two seeds each. */
async function writeSweep(steps: number, checkpointEverySteps: number, halves = false): Promise<void> {
  const settings = {
    corpus: 'corpus',
    ...tinySettings(steps),
    logEverySteps: 10,
    checkpointEverySteps,
    validationEverySteps: checkpointEverySteps,
    validationMaxCharacters: 500,
  };
  const fixed = Object.entries(settings).map(([name, value]) => [name, { value }]);
  const parameters = { learningRate: { values: [0.01, 0.003] }, ...Object.fromEntries(fixed) };
  // The order in which trials end does not matter, since no rate is judged alone.
  const halving = halves && { early_terminate: { type: 'asha', min_iter: 4, eta: 2 } };
  // JSON is YAML.
  const sweep = { method: 'grid', seeds: SEEDS, ...halving, parameters };
  await writeFile(join(workplace, 'sweep.yaml'), JSON.stringify(sweep));
}

/** Runs a command that must succeed, and returns its output. */
async function succeed(words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runProgram(words, { cwd: workplace });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** The table of results, byte by byte as the command prints it, and the results of all runs by name. */
async function results() {
  const table = await succeed(['sweep', 'status', 'sweep.yaml', '--json']);
  const runs: Record<string, Outcome> = {};
  for (const name of await runNames()) runs[name] = await resultOf(join(sweepFolder(), name));
  return { table, runs };
}

/** Runs the sweep undisturbed and returns its results; nothing of it stays. */
async function undisturbed() {
  await succeed(command);
  const expected = await results();
  await rm(runsFolder(workplace), { recursive: true });
  return expected;
}

const sweepFolder = (): string => join(runsFolder(workplace), 'sweep');

/** Names of the runs, which are those of the trials. */
async function runNames(): Promise<string[]> {
  const names = await readdir(sweepFolder()).catch(() => []);
  return names.filter((name) => /^[0-9a-f]{16}$/.test(name)).sort();
}

/** The step of the newest complete checkpoint of each run. */
async function steps(): Promise<[string, number][]> {
  const names = await runNames();
  return Promise.all(
    names.map(async (name) => [name, (await listCheckpoints(join(sweepFolder(), name))).at(-1)?.step ?? 0]),
  );
}

/** Counts beginnings and failures of trials in the journal. */
async function countEvents(): Promise<Record<'start' | 'fail', number>> {
  const journal = await readFile(join(sweepFolder(), 'journal.jsonl'), 'utf8');
  const counts = { start: 0, fail: 0 };
  // A process that was killed may have left a part of a line.
  for (const [, type] of journal.matchAll(/^\{"type":"(start|fail)".*\}$/gm))
    counts[type as 'start' | 'fail']++;
  return counts;
}

/** Processes that train now. */
async function trainers(): Promise<number[]> {
  const locks = (await runNames()).map((name) =>
    readFile(join(sweepFolder(), name, 'run.lock'), 'utf8').catch(() => ''),
  );
  const contents = (await Promise.all(locks)).filter((lock) => lock !== '');
  return contents.map((lock) => JSON.parse(lock).process.pid as number).filter(isAlive);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** At most one error with a hint on standard error; no stack, defect or half-made text on standard output. */
function expectClearLines({ stdout, stderr }: ProgramResult): void {
  expect(stdout).not.toMatch(/^ +at |undefined|null|NaN|\[object |defect/m);
  expect(stderr).toMatch(/^(?:error: (?:Cannot write|Expected) .*\n(?:hint: .*\n)?)?$/);
}

// reliability: killed-sweep
it.each([
  { halves: false, kind: 'a sweep' },
  { halves: true, kind: 'a sweep with early_terminate' },
])(
  '$kind whose processes are killed ends with the table of one that was left alone',
  async ({ halves, kind }) => {
    await writeSweep(STEPS, 50, halves);
    const expected = await undisturbed();
    const sums = { kills: 0, commands: 0, starts: 0, sweeps: 0 };

    // A machine may be done before it was killed often enough: then from the beginning.
    for (; sums.kills < KILLS; sums.sweeps++) {
      let reached: [string, number][] = [];
      let commands = 0;
      for (let isFinished = false; !isFinished; commands++) {
        const { child, result } = startProgram(command, { cwd: workplace });
        let isRunning = true;
        void result.finally(() => {
          isRunning = false;
        });
        while (isRunning && sums.kills < KILLS) {
          // One kill in four may come while the command starts, the others once somebody trains.
          const isEarly = draw(0, 4) === 0;
          while (isRunning && !isEarly && (await trainers()).length === 0) await pause(20);
          await pause(draw(50, 800));
          if (!isRunning) break;
          const children = await trainers();
          const victim = children[draw(0, 2 * children.length)];
          if (victim === undefined) child.kill('SIGKILL');
          else process.kill(victim, 'SIGKILL');
          sums.kills++;
        }
        const ended = await result;
        expectClearLines(ended);
        isFinished = ended.code === 0;
        const now = new Map(await steps());
        for (const [name, step] of reached) expect(now.get(name)).toBeGreaterThanOrEqual(step);
        reached = [...now];
      }
      const events = await countEvents();
      expect(await results()).toEqual(expected);
      // Run once more, the command begins nothing.
      await succeed(command);
      expect(await countEvents()).toEqual(events);
      expect(await results()).toEqual(expected);
      // A trial begins again where its process or its coordinator was killed, and nowhere else; one that goes on from a rung begins once more.
      const jobs = halves ? 2 * TRIALS : TRIALS;
      expect(events.start).toBeLessThanOrEqual(jobs + events.fail + 2 * commands);
      await rm(runsFolder(workplace), { recursive: true });
      sums.commands += commands;
      sums.starts += events.start;
    }
    figure(
      `SIGKILL at random moments of ${kind}`,
      `${sums.kills} kills, sweeps: ${sums.sweeps}, of ${TRIALS} trials; ${sums.commands} commands, ${sums.starts} beginnings; the same table each time`,
    );
  },
);

// reliability: full-disk-sweep
it('a disk that is full from any moment on fails trials or the sweep with one clear line each, and nothing is lost', async () => {
  await writeSweep(40, 20);
  const expected = await undisturbed();
  let refused = 0;
  for (let round = 0; round < FULL_DISKS; round++) {
    const at = draw(1, 120);
    await mkdir(workplace, { recursive: true });
    const fault = { kind: 'full', at, code: 'ENOSPC', root: runsFolder(workplace) } as const;
    const result = await runProgram(command, { cwd: workplace, fault });
    try {
      expectClearLines(result);
      expect(result.signal).toBeNull();
      if (result.code !== 0) refused++;
      await succeed(command);
      expect(await results()).toEqual(expected);
    } catch (cause) {
      throw new Error(`full from call ${at}: ${result.stdout}\n${result.stderr}`, { cause });
    }
    await rm(runsFolder(workplace), { recursive: true });
  }
  expect(refused).toBeGreaterThan(0);
  figure(
    'a disk that is full from a random moment of a sweep on',
    `${FULL_DISKS} sweeps, ${refused} refused; the same table`,
  );
});
