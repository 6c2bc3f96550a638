import type { DocumentScores } from '@longrange/eval/comparison';
import { HELD_OUT_PROMPTS } from '@longrange/eval/internal/node';
import { expect, it } from 'vitest';
import { type Candidate, groupSeeds } from './candidate.ts';
import { alikeSampled } from './score-candidates.ts';

function candidate(run: string, seed: number, units = 16, step = 100): Candidate {
  const config = { model: { units }, training: { seed, batchSize: 4 } };
  const training = { runFolder: `runs/${run}`, step, seed, config, elapsedSeconds: seed };
  const record = { config: { preset: 'quick' }, corpus: { config: { sources: ['stdlib'] } } };
  return {
    kind: 'network',
    name: run,
    path: `runs/${run}/${step}`,
    training,
    record,
  } as unknown as Candidate;
}

function stored(run: string, seed: number, units = 16): Candidate {
  const settings = {
    preset: 'default',
    'model.units': units,
    'training.seed': seed,
    'training.batchSize': 4,
  };
  const scores = { trained: { settings, minutes: 1 } };
  return { kind: 'stored', name: run, path: `${run}.json`, training: null, scores } as unknown as Candidate;
}

const file = (path: string) => ({ name: 'model', path, training: null }) as unknown as Candidate;

it.each<[string, Candidate[], [string, number][]]>([
  [
    'puts together what differs in the seed only, wherever it is',
    [candidate('a', 1), candidate('wide', 1, 32), candidate('b', 2), candidate('c', 3)],
    Object.entries({ 'a (3 seeds)': 3, wide: 1 }),
  ],
  [
    'puts scores of an earlier evaluation beside runs',
    [stored('a', 1), candidate('b', 2), stored('wide', 1, 32), stored('wider', 2, 32)],
    Object.entries({ 'a (2 seeds)': 2, 'wide (2 seeds)': 2 }),
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

it('groups as asked, whatever the seeds, and the rest by settings', () => {
  const all = [
    candidate('a', 1),
    file('x.keras'),
    candidate('b', 1, 32),
    candidate('c', 2),
    candidate('d', 3),
  ];
  const named = new Map([
    [all[0]!.path, 'mine'],
    [all[2]!.path, 'mine'],
  ]);
  expect(groupSeeds(all, named).map(({ label, candidates }) => [label, candidates.length])).toEqual([
    ['mine', 2],
    ['model', 1],
    ['c (2 seeds)', 2],
  ]);
});

it('compares samples that continue held-out code with such samples only', () => {
  const [drawn, read] = [{ measure: 'delimiters' }, { measure: 'bits-carried' }];
  const scores = (prompt: string, ...tallies: unknown[]) =>
    ({ sampling: { count: 2, prompt }, tallies }) as unknown as DocumentScores;
  const [own, continued] = [scores('', drawn, read), scores(HELD_OUT_PROMPTS, drawn, read)];
  expect(alikeSampled([continued, continued])).toEqual([continued, continued]);
  expect(alikeSampled([own, continued])).toEqual([own, scores('', read)]);
});
