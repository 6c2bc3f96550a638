import { expect, it } from 'vitest';
import type { Entrant } from './entrant.ts';
import { groupSeeds } from './group-seeds.ts';

function entrant(run: string, seed: number, units = 16, step = 100): Entrant {
  const config = { model: { units }, training: { seed, batchSize: 4 } };
  const training = { runFolder: `runs/${run}`, step, seed, config };
  return { name: run, path: `runs/${run}/${step}`, training } as unknown as Entrant;
}

const shapes = (entrants: Entrant[]) =>
  groupSeeds(entrants).map(({ label, entrants: members }) => [label, members.length]);

it('puts together what differs in the seed only, wherever it is', () => {
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

it('keeps files apart, whatever they are called', () => {
  const file = (path: string) => ({ name: 'model', path, training: null }) as unknown as Entrant;
  expect(shapes([file('a/model.keras'), file('b/model.keras'), entrant('a', 1)])).toEqual([
    ['model', 1],
    ['model', 1],
    ['a', 1],
  ]);
});
