import { createHash } from 'node:crypto';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomStream } from '@longrange/model/internal';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { amount, figure, isLong } from './testing/figures.ts';
import { type Fault, type ProgramResult, runProgram } from './testing/run-program.ts';
import {
  begin,
  finish,
  makeWorkplace,
  type Outcome,
  outcomeOf,
  removeFolder,
  resume,
  runFolder,
  runsFolder,
  soundSteps,
} from './testing/runs.ts';

/** Saves after steps 2 and 4, prunes the older one, then saves step 4 again with its validation. */
const training = { steps: 4, checkpointEverySteps: 2 };
const anew = begin(training);
let workplace: string;
let expected: Outcome;

const clear = (): Promise<void> => removeFolder(runsFolder(workplace));

beforeAll(async () => {
  workplace = await makeWorkplace();
  expect(await runProgram(anew, { cwd: workplace })).toMatchObject({ code: 0, stderr: '' });
  expected = await outcomeOf(workplace);
});
beforeEach(clear);
afterAll(() => removeFolder(workplace));

function disturb(words: readonly string[], fault: Omit<Fault, 'root'>): Promise<ProgramResult> {
  return runProgram(words, { cwd: workplace, fault: { root: runsFolder(workplace), ...fault } });
}

/** Calls of a new run that change what is on the disk, in order: name, tab, path. */
async function callsOfRun(): Promise<string[]> {
  const log = join(workplace, 'calls.log');
  await rm(log, { force: true });
  expect(await disturb(anew, { kind: 'count', log })).toMatchObject({ code: 0, stderr: '' });
  await clear();
  return (await readFile(log, 'utf8')).trimEnd().split('\n');
}

/**
 * Finishes the run as a user would. Every visible checkpoint must be sound, the newest at step `reached` or later, and the result must have
 * the bits of an undisturbed run.
 *
 * @returns step of the newest checkpoint before
 */
async function finishFrom(reached: number): Promise<number> {
  const newest = (await soundSteps(workplace)).at(-1) ?? 0;
  expect(newest).toBeGreaterThanOrEqual(reached);
  expect(await finish(workplace, training)).toMatchObject({ code: 0, stderr: '' });
  expect(await outcomeOf(workplace)).toEqual(expected);
  const folder = runFolder(workplace);
  expect(await readdir(folder)).toEqual(['checkpoints', 'config.json', 'metrics.jsonl', 'outcome.json']);
  expect(await readdir(join(folder, 'checkpoints'))).toEqual(['step-000004']);
  return newest;
}

/** Digest of all files of a folder and their paths. */
async function digestOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const path of (await readdir(folder, { recursive: true })).sort()) {
    const content = await readFile(join(folder, path)).catch(() => 'a folder');
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * Runs a command once, copying the disk after each call that changes it, and in the middle of those that can be half done.
 *
 * @returns paths of the copies, in order
 */
async function momentsOf(words: readonly string[]): Promise<string[]> {
  const copies = join(workplace, 'copies');
  await removeFolder(copies);
  expect(await disturb(words, { kind: 'copy', copies })).toMatchObject({ code: 0, stderr: '' });
  return (await readdir(copies)).sort().map((name) => join(copies, name));
}

async function goBackTo(moment: string): Promise<void> {
  await clear();
  await cp(moment, runsFolder(workplace), { recursive: true, preserveTimestamps: true });
}

/** A new run killed before it saves a second time. */
async function keepHalf(): Promise<void> {
  await goBackTo((await momentsOf(anew)).find((moment) => moment.includes('step-000004'))!);
  expect(await soundSteps(workplace)).toEqual([2]);
}

// reliability: kill, replaced-step, no-checkpoint
it.each([
  ['a new run', anew, async (): Promise<void> => undefined, 50],
  ['a resumed run', resume, keepHalf, 40],
] as const)(
  '%s killed at any moment has lost nothing that was complete, and ends with the same bits',
  async (what, words, prepare, least) => {
    await prepare();
    const moments = await momentsOf(words);
    const seen = new Set<string>();
    let reached = 0;
    for (const moment of moments) {
      const digest = await digestOf(moment);
      if (seen.has(digest)) continue;
      seen.add(digest);
      await goBackTo(moment);
      reached = await finishFrom(reached).catch((cause) => {
        throw new Error(moment, { cause });
      });
    }
    expect(seen.size).toBeGreaterThan(least);
    figure(
      `what SIGKILL leaves of ${what}, at each call`,
      `${moments.length} moments, ${seen.size} different`,
    );
  },
);

/** Calls that a full disk refuses. Opening and flushing, which seldom meet it, are left to the long form. */
const takesRoom = isLong
  ? /^(open|write|writeFile|appendFile|mkdir|sync|datasync)\t/
  : /^(write|writeFile|appendFile|mkdir)\t/;

/**
 * Numbers of the calls that are to fail, from 1. The long form takes all, the short one draws one of each kind: the same function for the same
 * file, whichever checkpoint that belongs to.
 */
function chosen(calls: readonly string[]): number[] {
  const kinds = new Map<string, number[]>();
  for (const [index, call] of calls.entries()) {
    const kind = isLong ? `${index}` : call.replaceAll(/-[0-9a-f]{12,}|-\d{6}/g, '');
    kinds.set(kind, [...(kinds.get(kind) ?? []), index + 1]);
  }
  const { uniform } = randomStream(1);
  return [...kinds.values()].map((numbers) => numbers[Math.floor(uniform() * numbers.length)]!);
}

function expectClearError({ stderr, code }: ProgramResult, cause: string): void {
  expect(code).toBe(1);
  expect(stderr.match(/^error: /gm)).toHaveLength(1);
  expect(stderr).toMatch(new RegExp(`^error: Cannot write .* \\(${cause}\\)\\.\n`));
  expect(stderr.includes('free some space')).toBe(cause === 'ENOSPC');
  expect(stderr).not.toContain('defect');
}

// reliability: full-disk
it.each([
  ['EIO at a call', 'fail', 'EIO', /^/],
  ['ENOSPC from a write on', 'full', 'ENOSPC', takesRoom],
] as const)('%s gives one clear error or none, and nothing is lost', async (what, kind, code, concerned) => {
  const calls = await callsOfRun();
  const numbers = chosen(calls).filter((at) => concerned.test(calls[at - 1]!));
  let refused = 0;
  let reached = 0;
  for (const at of numbers.sort((a, b) => a - b)) {
    await clear();
    const result = await disturb(anew, { kind, at, code });
    try {
      expect(result.signal).toBeNull();
      if (result.code === 0) {
        // What only clears away, or makes sure of what is there already, may fail without harm.
        await finishFrom(0);
      } else {
        refused += 1;
        expectClearError(result, code);
        reached = await finishFrom(reached);
      }
    } catch (cause) {
      throw new Error(`${kind} at ${at}\n${result.stdout}\n${result.stderr}`, { cause });
    }
  }
  expect(refused).toBeGreaterThan(numbers.length / 2);
  figure(what, `${numbers.length} of ${calls.length} calls, ${refused} with an error`);
});

// reliability: kill
it('a run that is killed again and again ends with the bits of one that never was', async () => {
  const kills = amount(50, 300);
  const long = { steps: amount(3000, 20_000), checkpointEverySteps: 20, validationEverySteps: 100 };
  expect(await runProgram(begin(long), { cwd: workplace })).toMatchObject({ code: 0 });
  const undisturbed = await outcomeOf(workplace);
  await clear();
  const { uniform } = randomStream(1);
  let reached = 0;
  for (let killed = 0; killed < kills; ) {
    const killAfterMs = 150 + Math.floor(uniform() * 900);
    const { signal, code, stderr } = await finish(workplace, long, { killAfterMs });
    if (signal === null) expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    else killed += 1;
    const newest = (await soundSteps(workplace)).at(-1) ?? 0;
    expect(newest).toBeGreaterThanOrEqual(reached);
    reached = newest;
  }
  expect(await finish(workplace, long)).toMatchObject({ code: 0, stderr: '' });
  expect(await outcomeOf(workplace)).toEqual(undisturbed);
  figure('SIGKILL at random moments of one run', `${kills} kills`);
});
