import { afterAll, beforeAll, expect, it } from 'vitest';
import { figure } from './testing/figures.ts';
import { Saboteur } from './testing/sabotage.ts';

let saboteur: Saboteur;

beforeAll(async () => {
  saboteur = await Saboteur.create();
});
afterAll(() => saboteur.remove());

it('a run killed at any moment has lost nothing that was complete, and ends with the same bits', async () => {
  const { moments, states } = await saboteur.finishFromEach(saboteur.begin);
  expect(states).toBeGreaterThan(50);
  figure('what SIGKILL leaves of a new run, at each call', `${moments} moments, ${states} different`);
});
