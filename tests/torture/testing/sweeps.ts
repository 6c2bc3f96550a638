import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomStream } from '@longrange/model/internal';
import { listCheckpoints } from '@longrange/trainer';
import { expect } from 'vitest';
import type { Fault as Refusal, startS3Server } from '../../../packages/sweep/src/store/testing/s3-server.ts';
import { amount } from './figures.ts';
import { type ProgramOptions, type ProgramResult, runProgram, startProgram } from './run-program.ts';
import { type Outcome, resultOf, runsFolder } from './runs.ts';

type S3Server = Awaited<ReturnType<typeof startS3Server>>;

const SEEDS = amount(1, 2);
export const TRIALS = 2 * SEEDS;
const ENGINE = ['--compute', 'simd', '--threads', '2', '--jobs', '2'];

/** Draws whole numbers from `from` to `to`, which is excluded; the same ones for the same seed. */
export function drawing(seed: number): (from: number, to: number) => number {
  const { uniform } = randomStream(seed);
  return (from, to) => from + Math.floor(uniform() * (to - from));
}

/** Faults of a store: one answer in eight is an error or none, one in eight is late. */
export function refusals(draw: (from: number, to: number) => number, count: number): Refusal[] {
  const kinds: readonly Refusal[] = [
    'status 500',
    'status 503',
    'lost answer',
    'half',
    ...Array(4).fill('slow'),
  ];
  return Array.from({ length: count }, () => kinds[draw(0, 32)] ?? 'none');
}

/** Sweeps with and without halving. From a rung the better of the two rates goes on; the order in which trials end does not matter, since neither is judged alone. */
export const kinds = [
  { halves: false, kind: 'a sweep' },
  { halves: true, kind: 'a sweep with early_terminate' },
];

/** Two rates, in the long form with two seeds each. */
export async function writeSweep(
  cwd: string,
  steps: number,
  checkpointEverySteps: number,
  halves = false,
): Promise<void> {
  const settings = {
    ...{ corpus: 'corpus', units: 12, layers: 1, embeddingSize: 4, batchSize: 2, sequenceLength: 8 },
    ...{ epochs: null, maxCharacters: steps * 16, warmupSteps: 2, keepCheckpoints: 1, logEverySteps: 10 },
    ...{ checkpointEverySteps, validationEverySteps: checkpointEverySteps, validationMaxCharacters: 500 },
  };
  const fixed = Object.entries(settings).map(([name, value]) => [name, { value }]);
  const parameters = { learningRate: { values: [0.01, 0.003] }, ...Object.fromEntries(fixed) };
  // JSON is YAML.
  const halving = halves && { early_terminate: { type: 'asha', min_iter: 4, eta: 2 } };
  const sweep = { method: 'grid', seeds: SEEDS, ...halving, parameters };
  await writeFile(join(cwd, 'sweep.yaml'), JSON.stringify(sweep));
}

export const sweepWords = (...more: string[]): string[] => ['sweep', 'sweep.yaml', ...ENGINE, ...more];

/** The table of results, byte by byte as the command prints it. */
export async function tableOf(cwd: string, words: readonly string[] = [], options?: Partial<ProgramOptions>) {
  const status = ['sweep', 'status', 'sweep.yaml', '--json', ...words];
  const { code, stdout, stderr } = await runProgram(status, { cwd, ...options });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** Runs the sweep undisturbed and returns its results; nothing of it stays. */
export async function undisturbed(cwd: string) {
  const result = await runProgram(sweepWords(), { cwd });
  expect(result).toMatchObject({ code: 0, stderr: '' });
  expectClearLines(result);
  const expected = { table: await tableOf(cwd), results: await resultsOf(cwd) };
  await rm(runsFolder(cwd), { recursive: true });
  return expected;
}

const sweepFolder = (cwd: string): string => join(runsFolder(cwd), 'sweep');

/** Names of the runs, which are those of the trials. */
export async function runNames(cwd: string): Promise<string[]> {
  const names = await readdir(sweepFolder(cwd)).catch(() => []);
  return names.filter((name) => /^[0-9a-f]{16}$/.test(name)).sort();
}

/** Results of all runs, by name. */
export async function resultsOf(cwd: string): Promise<Record<string, Outcome>> {
  const results: Record<string, Outcome> = {};
  for (const name of await runNames(cwd)) results[name] = await resultOf(join(sweepFolder(cwd), name));
  return results;
}

/** Attempts at trials that a store holds below a prefix. */
export const claimsIn = ({ objects }: S3Server, place: string): number =>
  [...objects.keys()].filter((key) => key.startsWith(`${place}/`) && key.endsWith('/claim.json')).length;

/**
 * Checks a sweep that has ended: its results; that the command, run once more, begins and stores nothing; and that another machine, which has
 * nothing but the store, reads the table there and fetches the runs.
 */
export async function expectDone(
  command: readonly string[],
  {
    store,
    server,
    expected,
    options,
  }: {
    readonly store: readonly string[];
    readonly server: S3Server;
    readonly expected: Awaited<ReturnType<typeof undisturbed>>;
    readonly options: ProgramOptions;
  },
): Promise<void> {
  const { cwd } = options;
  const runAgain = async () =>
    expect(await runProgram(command, options)).toMatchObject({ code: 0, stderr: '' });
  expect(await tableOf(cwd, store, options)).toBe(expected.table);
  expect(await resultsOf(cwd)).toEqual(expected.results);
  const events = await countEvents(cwd);
  server.requests.length = 0;
  await runAgain();
  expect(await countEvents(cwd)).toEqual(events);
  expect(server.requests.filter((request) => request.startsWith('PUT'))).toEqual([]);
  await rm(runsFolder(cwd), { recursive: true });
  expect(await tableOf(cwd, store, options)).toBe(expected.table);
  expect(await runNames(cwd)).toEqual([]);
  await runAgain();
  expect(await resultsOf(cwd)).toEqual(expected.results);
}

/** The step of the newest complete checkpoint of each run. */
export async function stepsOf(cwd: string): Promise<Record<string, number>> {
  const steps = (await runNames(cwd)).map(async (name): Promise<[string, number]> => {
    const newest = (await listCheckpoints(join(sweepFolder(cwd), name))).at(-1);
    return [name, newest?.step ?? 0];
  });
  return Object.fromEntries(await Promise.all(steps));
}

/** Counts beginnings and failures of trials in the journal. */
export async function countEvents(cwd: string): Promise<Record<string, number>> {
  const journal = await readFile(join(sweepFolder(cwd), 'journal.jsonl'), 'utf8');
  const counts: Record<string, number> = { start: 0, fail: 0 };
  for (const line of journal.trimEnd().split('\n')) {
    // A process that was killed may have left a part of one.
    const [, type] = /^\{"type":"(\w+)".*\}$/.exec(line) ?? [];
    if (type !== undefined) counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

/** Processes that train now. */
export async function trainers(cwd: string): Promise<number[]> {
  const pids: number[] = [];
  for (const name of await runNames(cwd)) {
    const lock = await readFile(join(sweepFolder(cwd), name, 'run.lock'), 'utf8').catch(() => '');
    if (lock === '') continue;
    const { pid } = (JSON.parse(lock) as { process: { pid: number } }).process;
    if (isAlive(pid)) pids.push(pid);
  }
  return pids;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** At most one error with a hint on standard error; no stack, defect or half-made text on standard output. */
export function expectClearLines({ stdout, stderr }: ProgramResult): void {
  expect(stdout).not.toMatch(/^ +at |undefined|null|NaN|\[object |defect/m);
  expect(stderr).toMatch(/^(?:error: (?:Cannot write|Expected) .*\n(?:hint: .*\n)?)?$/);
}

export const startSweep = (words: readonly string[], options: ProgramOptions) =>
  startProgram(sweepWords(...words), options);
