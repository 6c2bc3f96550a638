import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { amount, figure } from './testing/figures.ts';
import { type ProgramResult, runProgram } from './testing/run-program.ts';
import {
  begin,
  makeWorkplace,
  outcomeOf,
  readConfig,
  removeFolder,
  resume,
  runsFolder,
  soundSteps,
} from './testing/runs.ts';

const ROUNDS = amount(6, 30);
const SAVES = amount(400, 3000);
const training = { steps: 200, checkpointEverySteps: 20 };
let workplace: string;

beforeAll(async () => {
  workplace = await makeWorkplace();
});
afterAll(() => removeFolder(workplace));

/** Both at once; the one that ended well first. */
async function race(
  first: readonly string[],
  second: readonly string[],
): Promise<[ProgramResult, ProgramResult]> {
  const results = await Promise.all([first, second].map((words) => runProgram(words, { cwd: workplace })));
  return results.sort((a, b) => a.code! - b.code!) as [ProgramResult, ProgramResult];
}

function expectOneWinner([winner, loser]: [ProgramResult, ProgramResult]): void {
  expect(winner).toMatchObject({ code: 0, stderr: '' });
  expect(loser).toMatchObject({ code: 2, signal: null });
  expect(loser.stderr).toMatch(/^error: Expected .*\n(hint: .*\n)?$/);
  expect(loser.stdout).not.toContain('bits per character');
}

// reliability: one-owner
it('of two that begin one run at once, one does, and the run is its own', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await rm(runsFolder(workplace), { recursive: true, force: true });
    const [seed1, seed2] = [1, 2].map((seed) => [...begin(training), `seed=${seed}`]);
    const [winner, loser] = await race(seed1!, seed2!);
    // Where the second came after the first had ended, it found a run that is there.
    expectOneWinner([winner, loser]);
    const { seed, config, sessions } = await readConfig(workplace);
    expect(config.training).toMatchObject({ seed });
    expect(sessions).toHaveLength(1);
    const raced = await outcomeOf(workplace);
    await rm(runsFolder(workplace), { recursive: true, force: true });
    await runProgram([...begin(training), `seed=${seed}`], { cwd: workplace });
    expect(raced).toEqual(await outcomeOf(workplace));
  }
  figure('two processes that begin one run at once', `${ROUNDS} rounds, one owner in each`);
});

// reliability: one-owner
it('of two that go on with one run at once, one does', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await rm(runsFolder(workplace), { recursive: true, force: true });
    await runProgram(begin({ ...training, steps: 100 }), { cwd: workplace });
    const more = [...resume, '--set', `maxCharacters=${200 * 16}`];
    const [winner, loser] = await race(more, more);
    expect(winner).toMatchObject({ code: 0, stderr: '' });
    // A second one that comes when the first has ended finds nothing left to do.
    if (loser.code !== 0) expectOneWinner([winner, loser]);
    const { sessions } = await readConfig(workplace);
    expect(sessions.length).toBe(loser.code === 0 ? 3 : 2);
    // 200 steps of 16 characters would do, did no document end in them.
    expect((await soundSteps(workplace)).at(-1)).toBeGreaterThanOrEqual(200);
  }
  figure('two processes that go on with one run at once', `${ROUNDS} rounds, one owner in each`);
});

// reliability: readers
it('readers of a run that saves and prunes all the time always find a checkpoint', async () => {
  await rm(runsFolder(workplace), { recursive: true, force: true });
  await runProgram(begin({ steps: 1, checkpointEverySteps: 1 }), { cwd: workplace });
  let ended = false;
  const longer = ['--set', `maxCharacters=${SAVES * 16}`, 'checkpointEverySteps=1'];
  const trained = runProgram([...resume, ...longer], { cwd: workplace }).finally(() => {
    ended = true;
  });
  let reads = 0;
  while (!ended) {
    const which = reads % 2 ? 'latest' : 'best';
    const words = `sample --length 20 --engine simd --threads 1 --checkpoint ${which}`;
    const sampled = await runProgram(words.split(' '), { cwd: workplace });
    expect(sampled, sampled.stderr).toMatchObject({ code: 0 });
    reads += 1;
  }
  expect(await trained).toMatchObject({ code: 0, stderr: '' });
  expect(reads).toBeGreaterThan(2);
  figure('reading while a run saves after every step', `${reads} samples beside ${SAVES} saves`);
});
