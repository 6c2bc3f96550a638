import { expect, it } from 'vitest';
import { tallyBits, tallySamples, tallySchema, tallySwaps } from './tally.ts';

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
  const swap = (kind: 'closer' | 'identifier', distance: number, isRight: boolean) => ({
    ...{ kind, distance, isRight, document: distance < 8 ? 'a' : 'b', evidence: 0 },
  });
  const swaps = [
    ...[swap('closer', 4, true), swap('closer', 5, false), swap('closer', 9, true)],
    ...[swap('identifier', 4, true), swap('closer', 5000, false)],
  ];
  expect(tallySwaps(swaps)).toEqual([
    {
      measure: 'swaps',
      range: null,
      parts: [
        ['a', 1, 2],
        ['b', 1, 1],
      ],
    },
    { measure: 'swaps', range: { from: 4, to: 8 }, parts: [['a', 1, 2]] },
    { measure: 'swaps', range: { from: 8, to: 16 }, parts: [['b', 1, 1]] },
  ]);
});
