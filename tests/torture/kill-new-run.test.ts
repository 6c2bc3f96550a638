import { afterAll, beforeAll, expect, it } from 'vitest';
import { figure } from './testing/figures.ts';
import { kills, Saboteur } from './testing/sabotage.ts';

let saboteur: Saboteur;

beforeAll(async () => {
  saboteur = await Saboteur.create();
});
afterAll(() => saboteur.remove());

it('a run killed at any moment has lost nothing that was complete, and ends with the same bits', async () => {
  const words = saboteur.begin;
  await saboteur.clear();
  const calls = await saboteur.callsOf(words);
  expect(calls.length).toBeGreaterThan(60);
  const count = await saboteur.disturb({ words, calls, ...kills }, () => saboteur.clear());
  figure('SIGKILL at each call of a new run', `${count} kills, ${calls.length} calls`);
});
