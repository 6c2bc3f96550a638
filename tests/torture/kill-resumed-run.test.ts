import { afterAll, beforeAll, expect, it } from 'vitest';
import { figure } from './testing/figures.ts';
import { resume } from './testing/runs.ts';
import { Saboteur } from './testing/sabotage.ts';

let saboteur: Saboteur;

beforeAll(async () => {
  saboteur = await Saboteur.create();
});
afterAll(() => saboteur.remove());

it('a run killed at any moment while it goes on has lost nothing either', async () => {
  await saboteur.keepHalf();
  const { moments, states } = await saboteur.finishFromEach(resume);
  expect(states).toBeGreaterThan(40);
  figure('what SIGKILL leaves of a resumed run, at each call', `${moments} moments, ${states} different`);
});
