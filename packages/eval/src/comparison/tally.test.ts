import { expect, it } from 'vitest';
import { createPythonParser } from '../code/languages/python/create-python-parser.ts';
import { tallyBits, tallyObservations, tallySamples } from './tally.ts';

it('adds up bits per document, without what was not scored', () => {
  const documents = [
    { name: 'a', logProbabilities: Float32Array.of(Number.NaN, -Math.LN2, -3 * Math.LN2) },
    { name: 'b', logProbabilities: Float32Array.of(Number.NaN) },
  ];
  const { measure, parts } = tallyBits('bits-reset', documents);
  expect(measure).toBe('bits-reset');
  expect(parts).toEqual([['a', expect.closeTo(4, 6), 2]]);
});

it('counts observations per document and range, and leaves the censored out', () => {
  const observe = (document: string, distance: number, outcome: 'held' | 'broken' | 'censored') => ({
    document,
    kind: '()',
    outcome,
    start: 0,
    end: distance,
    distance,
    depth: 1,
    attractors: 0,
  });
  const observations = [
    ...[observe('a', 1, 'held'), observe('a', 9, 'held'), observe('a', 15, 'broken')],
    ...[observe('b', 8, 'held'), observe('b', 1, 'censored')],
  ];
  const expected = [
    {
      measure: 'delimiters',
      range: null,
      parts: [
        ['a', 2, 3],
        ['b', 1, 1],
      ],
    },
    { measure: 'delimiters', range: { from: 1, to: 2 }, parts: [['a', 1, 1]] },
    {
      measure: 'delimiters',
      range: { from: 8, to: 16 },
      parts: [
        ['a', 1, 2],
        ['b', 1, 1],
      ],
    },
  ];
  expect(tallyObservations('delimiters', observations, { byDistance: true })).toEqual(expected);
  expect(tallyObservations('delimiters', observations, { byDistance: false })).toEqual(expected.slice(0, 1));
});

it('measures samples document by document', async () => {
  const parser = await createPythonParser({ engine: 'wasm' });
  const documents = [
    { name: 'a', text: 'f(x)\ng[1)\n' },
    { name: 'b', text: 'def f():\n    return (1,\n' },
  ];
  const tallies = await tallySamples(documents, { parser, cut: true });
  parser.dispose();
  const whole = tallies.filter(({ range }) => range === null);
  // The parenthesis of b is still open at the cut, and so is its definition.
  expect(whole.map(({ measure, parts }) => [measure, parts])).toEqual([
    [
      'delimiters',
      [
        ['a', 1, 2],
        ['b', 1, 1],
      ],
    ],
    ['indentation', [['b', 1, 1]]],
    ['definitions', []],
  ]);
});
