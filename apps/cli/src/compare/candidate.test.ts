import { expect, it } from 'vitest';
import { type Candidate, groupSeeds } from './candidate.ts';

function candidate(run: string, seed: number, units = 16, step = 100): Candidate {
  const config = { model: { units }, training: { seed, batchSize: 4 } };
  const training = { runFolder: `runs/${run}`, step, seed, config };
  return { name: run, path: `runs/${run}/${step}`, training } as unknown as Candidate;
}

const shapes = (candidates: Candidate[]) =>
  groupSeeds(candidates).map(({ label, candidates: members }) => [label, members.length]);

it('puts together what differs in the seed only, wherever it is', () => {
  const candidates = [candidate('a', 1), candidate('wide', 1, 32), candidate('b', 2), candidate('c', 3)];
  expect(shapes(candidates)).toEqual([
    ['a (3 seeds)', 3],
    ['wide', 1],
  ]);
});

it('keeps apart the same seed trained twice, and checkpoints of one run', () => {
  expect(shapes([candidate('a', 1), candidate('again', 1)])).toEqual([
    ['a', 1],
    ['again', 1],
  ]);
  expect(shapes([candidate('a', 1), candidate('a', 1, 16, 200), candidate('b', 2)])).toEqual([
    ['a@100', 1],
    ['a@200', 1],
    ['b', 1],
  ]);
});

it('keeps files apart, whatever they are called', () => {
  const file = (path: string) => ({ name: 'model', path, training: null }) as unknown as Candidate;
  expect(shapes([file('a/model.keras'), file('b/model.keras'), candidate('a', 1)])).toEqual([
    ['model', 1],
    ['model', 1],
    ['a', 1],
  ]);
});
