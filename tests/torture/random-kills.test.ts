import { randomStream } from '@longrange/model/internal';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { amount, figure } from './testing/figures.ts';
import { runProgram } from './testing/run-program.ts';
import { begin, finish, makeWorkplace, outcomeOf, removeFolder, soundSteps } from './testing/runs.ts';

const KILLS = amount(50, 300);
const training = { steps: amount(3000, 20_000), checkpointEverySteps: 20, validationEverySteps: 100 };
let workplace: string;

beforeAll(async () => {
  workplace = await makeWorkplace();
});
afterAll(() => removeFolder(workplace));

it('a run that is killed again and again ends with the bits of one that never was', async () => {
  const undisturbed = await makeWorkplace();
  expect(await runProgram(begin(training), { cwd: undisturbed })).toMatchObject({ code: 0 });
  const expected = await outcomeOf(undisturbed);
  await removeFolder(undisturbed);

  const { uniform } = randomStream(1);
  let kills = 0;
  let reached = 0;
  while (kills < KILLS) {
    const killAfterMs = 150 + Math.floor(uniform() * 900);
    const { signal, code, stderr } = await finish(workplace, training, { killAfterMs });
    if (signal === null) expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    else kills += 1;
    const newest = (await soundSteps(workplace)).at(-1) ?? 0;
    expect(newest).toBeGreaterThanOrEqual(reached);
    reached = newest;
  }
  expect(await finish(workplace, training)).toMatchObject({ code: 0, stderr: '' });
  expect(await outcomeOf(workplace)).toEqual(expected);
  figure('SIGKILL at random moments of one run', `${kills} kills`);
});
