import { expect, it } from 'vitest';
import { minimalPairs } from '../probes/minimal-pairs/minimal-pairs.ts';
import { toTally } from './tally.ts';

it('counts the brackets that are right in both texts of a minimal pair, as far as all models are asked', () => {
  const pair = (kind: 'closer' | 'identifier', distance: number, isRight: boolean) => ({
    kind,
    distance,
    isRight,
    document: distance < 8 ? 'a' : 'b',
    evidence: 0,
    moved: 0,
  });
  const natural = [
    ...[pair('closer', 4, true), pair('closer', 5, false), pair('closer', 9, true)],
    ...[pair('identifier', 4, true), pair('closer', 5000, false)],
  ];
  const answers = { natural, factors: undefined, between: [], before: [], generation: [] };
  const parts = minimalPairs.parts!(answers, {} as never);
  expect(parts.filter(({ measure }) => measure === 'minimal-pairs').map(toTally)).toEqual([
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
