import { expect, it } from 'vitest';
import type { DelimiterObservation } from '../delimiters/delimiters.ts';
import { bracketFailures, failuresByDistance, quoteFailure } from './failures.ts';

/** Returns the text with the number of omitted characters in their place. */
function restored({ text, omitted }: ReturnType<typeof quoteFailure>): string {
  return omitted === null ? text : `${text.slice(0, omitted.at)}…${text.slice(omitted.at)}`;
}

it('quotes both ends as one stretch if they are close together, from the beginning of a line', () => {
  const text = 'import a\nx = f(1, 2]\ny = 3\n';
  const failure = quoteFailure({ document: 'a.py', text, opener: 14, at: 19 });
  expect(failure).toEqual({ document: 'a.py', text, opener: 14, at: 19, omitted: null, distance: 5 });
  const far = quoteFailure({ document: 'a.py', text: `${'#'.repeat(99)}\n${text}`, opener: 114, at: 119 });
  expect(far).toEqual(failure);
});

it('leaves out what lies far from either end, and says how much', () => {
  const text = `x = f(${'1, '.repeat(100)}]\ny = 2\n`;
  const failure = quoteFailure({ document: 'a', text, opener: 5, at: 306 });
  expect(failure.distance).toBe(301);
  expect(failure.text[failure.opener]).toBe('(');
  expect(failure.text[failure.at]).toBe(']');
  expect(failure.omitted).toEqual({ at: 66, characters: 180 });
  expect(restored(failure)).toBe(`x = f(${'1, '.repeat(20)}…${'1, '.repeat(20)}]\ny = 2\n`);
});

it('quotes at most some 200 characters, however long the lines', () => {
  const text = `${'a'.repeat(500)}(${'b'.repeat(121)})${'c'.repeat(500)}`;
  const { text: quoted, opener, at, omitted } = quoteFailure({ document: 'a', text, opener: 500, at: 622 });
  expect(quoted).toBe(`${'a'.repeat(60)}(${'b'.repeat(120)})${'c'.repeat(30)}`);
  expect([opener, at]).toEqual([60, 181]);
  expect(omitted).toEqual({ at: 121, characters: 1 });
});

it('has a place after the last character if the document ends there', () => {
  const { text, at } = quoteFailure({ document: 'a', text: 'f(1', opener: 1, at: 3 });
  expect([text, at]).toEqual(['f(1', 3]);
});

it('draws three of each range, the same by the same seed, and counts all', () => {
  const failures = Array.from({ length: 50 }, (_, index) => ({
    distance: index % 2 === 0 ? 3 : 100 + index,
  }));
  const drawn = failuresByDistance(failures, ({ distance }) => distance, 4);
  expect(drawn.map(({ from, to, failures: all }) => [from, to, all])).toEqual([
    [2, 4, 25],
    [64, 128, 14],
    [128, 256, 11],
  ]);
  expect(drawn.map(({ examples }) => examples.length)).toEqual([3, 3, 3]);
  expect(failuresByDistance(failures, ({ distance }) => distance, 4)).toEqual(drawn);
  expect(failuresByDistance(failures, ({ distance }) => distance, 5)).not.toEqual(drawn);
});

it('takes the openers that broke, not those that were closed or cut off', () => {
  const text = 'f(] g(';
  const common = { document: 'a', kind: '()', depth: 1, attractors: 0 } as const;
  const delimiters: DelimiterObservation[] = [
    { ...common, event: 'wrongType', outcome: 'broken', start: 1, end: 2, distance: 1 },
    { ...common, event: 'censored', outcome: 'censored', start: 5, end: 6, distance: 1 },
    { ...common, event: 'matched', outcome: 'held', start: 5, end: 6, distance: 1 },
  ];
  expect(bracketFailures([{ document: { text }, delimiters: { observations: delimiters } }])).toEqual([
    {
      from: 1,
      to: 2,
      failures: 1,
      examples: [{ document: 'a', text, opener: 1, at: 2, omitted: null, distance: 1, event: 'wrongType' }],
    },
  ]);
});
