import { expect, it } from 'vitest';
import { tallyBits, tallyPairs, tallySamples, tallySchema } from './tally.ts';

it('adds up bits per document, without what was not scored', () => {
  const documents = [
    { name: 'a', logProbabilities: Float32Array.of(Number.NaN, -Math.LN2, -3 * Math.LN2) },
    { name: 'b', logProbabilities: Float32Array.of(Number.NaN) },
  ];
  const { measure, parts } = tallyBits('bits-reset', documents);
  expect(measure).toBe('bits-reset');
  expect(parts).toEqual([['a', expect.closeTo(4, 6), 2]]);
});

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

it('is of no fewer than none', () => {
  const tally = (held: number) => ({ measure: 'delimiters', range: null, parts: [['a', held, 2]] });
  expect([0, -1].map((held) => tallySchema.safeParse(tally(held)).success)).toEqual([true, false]);
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
