import { afterAll, beforeAll, expect, it } from 'vitest';
import { figure } from './testing/figures.ts';
import { resume } from './testing/runs.ts';
import { type Sabotage, Saboteur } from './testing/sabotage.ts';

let saboteur: Saboteur;

beforeAll(async () => {
  saboteur = await Saboteur.create();
});
afterAll(() => saboteur.remove());

/** After each call, and within those that can be half done. */
const kills: Pick<Sabotage, 'faultsOf' | 'check'> = {
  faultsOf: (call, at) => {
    const canBeHalfDone = /^(write|writeFile|appendFile|rm)\t/.test(call);
    return [...(canBeHalfDone ? [{ kind: 'half', at } as const] : []), { kind: 'kill', at }];
  },
  check: ({ signal }) => expect(signal).toBe('SIGKILL'),
};

it('a run killed at any moment has lost nothing that was complete, and ends with the same bits', async () => {
  const words = saboteur.begin;
  await saboteur.clear();
  const calls = await saboteur.callsOf(words);
  expect(calls.length).toBeGreaterThan(60);
  const count = await saboteur.disturb({ words, calls, ...kills }, () => saboteur.clear());
  figure('SIGKILL at each call of a new run', `${count} kills, ${calls.length} calls`);
});

it('so has one that is killed while it goes on', async () => {
  await saboteur.clear();
  await saboteur.keepHalf(await saboteur.callsOf(saboteur.begin));
  await saboteur.restoreHalf();
  const calls = await saboteur.callsOf(resume);
  expect(calls.length).toBeGreaterThan(40);
  const sabotage = { words: resume, calls, ...kills };
  const count = await saboteur.disturb(sabotage, () => saboteur.restoreHalf());
  figure('SIGKILL at each call of a resumed run', `${count} kills, ${calls.length} calls`);
});
