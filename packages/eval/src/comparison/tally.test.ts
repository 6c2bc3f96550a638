import { expect, it } from 'vitest';
import { tallyPairs, tallySamples } from './tally.ts';

it('takes of the figures of samples those that models are compared by, as they are', () => {
  const parts = [{ document: 'a', numerator: 1, denominator: 2 }];
  const figures = [
    { measure: 'delimiters', range: { from: 1, to: 2 }, parts },
    { measure: 'clauses', range: null, parts },
    { measure: 'definitions', range: null, parts: [] },
  ] as const;
  expect(tallySamples(figures)).toEqual([
    { measure: 'delimiters', range: { from: 1, to: 2 }, parts: [['a', 1, 2]] },
    { measure: 'definitions', range: null, parts: [] },
  ]);
});

it('counts the brackets that are right in both texts of a minimal pair, as far as all models are asked', () => {
  const pair = (kind: 'closer' | 'identifier', distance: number, isRight: boolean) => ({
    ...{ kind, distance, isRight, document: distance < 8 ? 'a' : 'b', evidence: 0 },
  });
  const minimalPairs = [
    ...[pair('closer', 4, true), pair('closer', 5, false), pair('closer', 9, true)],
    ...[pair('identifier', 4, true), pair('closer', 5000, false)],
  ];
  expect(tallyPairs(minimalPairs)).toEqual([
    {
      measure: 'minimal-pairs',
      range: null,
      parts: [
        ['a', 1, 2],
        ['b', 1, 1],
      ],
    },
    { measure: 'minimal-pairs', range: { from: 4, to: 8 }, parts: [['a', 1, 2]] },
    { measure: 'minimal-pairs', range: { from: 8, to: 16 }, parts: [['b', 1, 1]] },
  ]);
});
