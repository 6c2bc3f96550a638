import type { Choice } from '@longrange/code';
import { expect, it } from 'vitest';
import { TextIndex } from '../../models/ngram/text-index.ts';
import { readBlindly } from './blind-reader.ts';
import { closerFailures, observeClosers } from './closer-accuracy.ts';
import { closers } from './closers.ts';

const choice = (document: string, truth: ')' | ']', distance: number): Choice => ({
  kind: 'closer',
  document,
  text: '',
  at: distance,
  start: 0,
  distance,
  depth: 0,
  attractors: 0,
  alternatives: truth === ')' ? [')', ']', '}'] : [']', '}', ')'],
});
const near = [choice('a', ')', 2), choice('a', ']', 3), choice('b', ')', 2)];
const far = [choice('a', ']', 9), choice('b', ']', 8)];
const items = [
  { between: choice('a', ')', 64), before: choice('a', ')', 2) },
  { between: choice('a', ']', 64), before: choice('a', ']', 2) },
];
const natural = [...near, ...far];

it('gives everywhere the answer that is commonest in the training text, right or wrong', () => {
  const blind = readBlindly(natural, items, new TextIndex(['f(a)(b)', '[0]']));
  const { summary } = blind;
  expect(summary).toMatchObject({
    closer: ')',
    commonestIn: 'training',
    natural: { overall: { held: 2, n: 5 } },
    lengthControlled: { overall: { held: 1, n: 2 } },
  });
  const shares = summary.natural.byDistance.map(({ from, held, n }) => `${from}: ${held} of ${n}`);
  expect(shares).toEqual(['2: 2 of 3', '4: 0 of 0', '8: 0 of 2']);
  // All distances, then the two that have closers; documents a and b.
  const [side] = closers.others!({ natural, items: [], blind, seed: 1 });
  const sums = side!.parts.map(({ parts }) => parts.map(({ numerator }) => numerator).join());
  expect(sums).toEqual(['1,1', '1,1', '0,0']);
  // Without a training text.
  expect(readBlindly(natural, items, undefined).summary).toMatchObject({
    closer: ']',
    commonestIn: 'held-out',
  });
});

it('shows where the true closer is and what the predictor gave all three', () => {
  const text = 'f([1], x)\n';
  const common = { kind: 'closer', document: 'a.py', text, depth: 1, attractors: 0 } as const;
  const choices: Choice[] = [
    { ...common, at: 4, start: 2, distance: 2, alternatives: [']', ')', '}'] },
    { ...common, at: 8, start: 1, distance: 7, alternatives: [')', ']', '}'] },
  ];
  const scores = [
    [Math.log(0.9), Math.log(0.05), Math.log(0.01)],
    [Math.log(0.25), Math.log(0.123456), Number.NaN],
  ];
  const probabilities = [
    { closer: ')', probability: 0.25 },
    { closer: ']', probability: 0.1235 },
    { closer: '}', probability: 0 },
  ];
  const example = { document: 'a.py', text, opener: 1, at: 8, omitted: null, distance: 7, probabilities };
  expect(closerFailures(choices, scores, observeClosers(choices, scores), 1)).toEqual([
    { from: 4, to: 8, failures: 1, examples: [example] },
  ]);
});
