import { expect, it } from 'vitest';
import { type DelimiterObservation, delimiters } from '../delimiters/delimiters.ts';
import { brokenBrackets, failuresByDistance, quoteBrackets, quoteFailure } from './failures.ts';

it('quotes both ends as one stretch if they are close together, from the beginning of a line', () => {
  const text = 'import a\nx = f(1, 2]\ny = 3\n';
  const failure = quoteFailure({ document: 'a.py', text, opener: 14, at: 19 });
  expect(failure).toEqual({ document: 'a.py', text, opener: 14, at: 19, omitted: null, distance: 5 });
  const far = quoteFailure({ document: 'a.py', text: `${'#'.repeat(99)}\n${text}`, opener: 114, at: 119 });
  expect(far).toEqual(failure);
  const atEnd = quoteFailure({ document: 'a', text: 'f(1', opener: 1, at: 3 });
  expect(atEnd).toMatchObject({ text: 'f(1', at: 3 });
});

it('leaves out what lies far from either end, and says how much', () => {
  const text = `${'a'.repeat(500)}(${'b'.repeat(121)})${'c'.repeat(500)}`;
  expect(quoteFailure({ document: 'a', text, opener: 500, at: 622 })).toEqual({
    document: 'a',
    opener: 60,
    at: 181,
    distance: 122,
    omitted: { at: 121, characters: 1 },
    text: `${'a'.repeat(60)}(${'b'.repeat(120)})${'c'.repeat(30)}`,
  });
});

it('draws three of each range, the same by the same seed, and counts all', () => {
  const failures = Array.from({ length: 50 }, (_, index) => ({ distance: index % 2 ? 100 + index : 3 }));
  const draw = (seed: number) => failuresByDistance(failures, ({ distance }) => distance, seed);
  expect(draw(4).map(({ from, to, failures: all, examples }) => [from, to, all, examples.length])).toEqual([
    [2, 4, 25, 3],
    [64, 128, 14, 3],
    [128, 256, 11, 3],
  ]);
  expect(draw(4)).toEqual(draw(4));
  expect(draw(5)).not.toEqual(draw(4));
});

it('takes the openers that broke, not those that were closed or cut off', () => {
  const text = 'f(] g(';
  const common = { document: 'a', kind: '()', depth: 1, attractors: 0, distance: 1 } as const;
  const observations: DelimiterObservation[] = [
    { ...common, event: 'wrongType', outcome: 'broken', start: 1, end: 2 },
    { ...common, event: 'censored', outcome: 'censored', start: 5, end: 6 },
    { ...common, event: 'matched', outcome: 'held', start: 5, end: 6 },
  ];
  const example = { document: 'a', text, opener: 1, at: 2, omitted: null, distance: 1, event: 'wrongType' };
  const document = { path: 'a', text };
  const findings = delimiters.places!.find({ observations, strays: [] }, document, () => 1);
  expect(quoteBrackets(brokenBrackets(document, findings))).toEqual([
    { from: 1, to: 2, failures: 1, examples: [example] },
  ]);
});
