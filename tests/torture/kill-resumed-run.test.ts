import { afterAll, beforeAll, expect, it } from 'vitest';
import { figure } from './testing/figures.ts';
import { resume } from './testing/runs.ts';
import { kills, Saboteur } from './testing/sabotage.ts';

let saboteur: Saboteur;

beforeAll(async () => {
  saboteur = await Saboteur.create();
});
afterAll(() => saboteur.remove());

it('a run killed at any moment while it goes on has lost nothing either', async () => {
  await saboteur.clear();
  await saboteur.keepHalf(await saboteur.callsOf(saboteur.begin));
  await saboteur.restoreHalf();
  const calls = await saboteur.callsOf(resume);
  expect(calls.length).toBeGreaterThan(40);
  const sabotage = { words: resume, calls, ...kills };
  const count = await saboteur.disturb(sabotage, () => saboteur.restoreHalf());
  figure('SIGKILL at each call of a resumed run', `${count} kills, ${calls.length} calls`);
});
