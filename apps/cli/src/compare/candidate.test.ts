import { expect, it } from 'vitest';
import { type Candidate, groupSeeds } from './candidate.ts';

function candidate(run: string, seed: number, units = 16, step = 100): Candidate {
  const config = { model: { units }, training: { seed, batchSize: 4 } };
  const training = { runFolder: `runs/${run}`, step, seed, config };
  return { name: run, path: `runs/${run}/${step}`, training } as unknown as Candidate;
}

const file = (path: string) => ({ name: 'model', path, training: null }) as unknown as Candidate;

it.each<[string, Candidate[], [string, number][]]>([
  [
    'puts together what differs in the seed only, wherever it is',
    [candidate('a', 1), candidate('wide', 1, 32), candidate('b', 2), candidate('c', 3)],
    Object.entries({ 'a (3 seeds)': 3, wide: 1 }),
  ],
  [
    'keeps apart the same seed trained twice',
    [candidate('a', 1), candidate('again', 1)],
    Object.entries({ a: 1, again: 1 }),
  ],
  [
    'keeps apart checkpoints of one run',
    [candidate('a', 1), candidate('a', 1, 16, 200), candidate('b', 2)],
    Object.entries({ 'a@100': 1, 'a@200': 1, b: 1 }),
  ],
  [
    'keeps files apart, whatever they are called',
    [file('a/model.keras'), file('b/model.keras'), candidate('a', 1)],
    [...Array(2).fill(['model', 1]), ['a', 1]],
  ],
])('%s', (_, candidates, expected) => {
  const groups = groupSeeds(candidates).map(({ label, candidates: members }) => [label, members.length]);
  expect(groups).toEqual(expected);
});
