import { expect, it } from 'vitest';
import type { Entrant } from './entrant.ts';
import { groupSeeds } from './group-seeds.ts';

function entrant(run: string, seed: number, units = 16, step = 100): Entrant {
  const checkpoint = { folder: `runs/${run}/${step}`, run, step, validationLossNats: null };
  const training = { seed, batchSize: 4 };
  const state = { randomStreams: { seed }, config: { model: { units }, training } };
  return { checkpoint, runFolder: `runs/${run}`, state, record: {} } as unknown as Entrant;
}

const shapes = (entrants: Entrant[]) =>
  groupSeeds(entrants).map(({ label, entrants: members }) => [label, members.length]);

it('puts together what differs in the seed only, wherever it stands', () => {
  const entrants = [entrant('a', 1), entrant('wide', 1, 32), entrant('b', 2), entrant('c', 3)];
  expect(shapes(entrants)).toEqual([
    ['a (3 seeds)', 3],
    ['wide', 1],
  ]);
});

it('keeps apart the same seed trained twice, and checkpoints of one run', () => {
  expect(shapes([entrant('a', 1), entrant('again', 1)])).toEqual([
    ['a', 1],
    ['again', 1],
  ]);
  expect(shapes([entrant('a', 1), entrant('a', 1, 16, 200), entrant('b', 2)])).toEqual([
    ['a@100', 1],
    ['a@200', 1],
    ['b', 1],
  ]);
});
