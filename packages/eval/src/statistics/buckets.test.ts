import type { Observation, Outcome } from '@longrange/code';
import { expect, it } from 'vitest';
import { d80Of, doublingScale, type Scale, shareHeld, shareHeldByRange, unitScale } from './buckets.ts';
import { proportion } from './clusters.ts';

function observe(distance: number, outcome: Outcome): Observation {
  return { document: 'a', kind: 'x', outcome, start: 0, end: distance, distance, depth: 1, attractors: 0 };
}

it.each<[string, Scale, number[], number[]]>([
  ['doubles', doublingScale, [0, 1, 2, 3, 8191, 8192], [0, 1, 2, 2, 4096, 8192]],
  ['counts by one up to 8, then doubles', unitScale, [0, 1, 7, 8, 15, 16], [0, 1, 7, 8, 8, 16]],
])('%s', (_, { indexOf, lowerBound }, values, from) => {
  expect(values.map((value) => lowerBound(indexOf(value)))).toEqual(from);
});

it('keeps the censored out of rates, leaves no gap and marks thin buckets', () => {
  const observations = [
    ...Array.from({ length: 30 }, () => observe(1, 'held')),
    ...[observe(5, 'held'), observe(5, 'broken'), observe(7, 'censored'), observe(1, 'censored')],
  ];
  expect(shareHeld(observations)).toMatchObject({ held: 31, n: 32 });
  const buckets = shareHeldByRange(observations, ({ distance }) => distance, doublingScale);
  expect(buckets).toMatchObject([
    { from: 1, to: 2, held: 30, n: 30, censored: 1, thin: false },
    { from: 2, to: 4, held: 0, n: 0, censored: 0, thin: true, estimate: null },
    { from: 4, to: 8, held: 1, n: 2, censored: 1, thin: true, estimate: 0.5 },
  ]);
});

it('takes the observations of a document for one cluster', () => {
  const documents = ['a', 'b', 'c', 'd'].flatMap((document) =>
    Array.from({ length: 10 }, () => ({ ...observe(1, document < 'c' ? 'held' : 'broken'), document })),
  );
  const clustered = shareHeld(documents);
  const independent = shareHeld(documents.map((one, index) => ({ ...one, document: `${index}` })));
  // All of a document held or none: 40 observations say no more than 4 do, and 3 documents at that (n − 1).
  expect(clustered).toMatchObject({ held: 20, n: 40, documents: 4, designEffect: expect.closeTo(40 / 3) });
  expect(independent).toMatchObject({ documents: 40, designEffect: 1 });
  expect(clustered.high - clustered.low).toBeGreaterThan(2 * (independent.high - independent.low));
  const [bucket] = shareHeldByRange(documents, ({ distance }) => distance, doublingScale);
  expect(bucket).toMatchObject(clustered);
});

/** Buckets [1, 2) [2, 4) … of so many held among so many. */
function buckets(...shares: readonly (readonly [number, number])[]) {
  return shares.map(([held, n], index) => ({
    ...proportion(held, n),
    from: 2 ** index,
    to: 2 ** (index + 1),
    censored: 0,
    thin: n < 30,
  }));
}

it.each([
  ['ends at the last bucket that holds', buckets([90, 100], [80, 100], [79, 100], [100, 100]), 4, false],
  ['is null where the nearest fails', buckets([79, 100], [100, 100]), null, false],
  ['passes over thin buckets before the first', buckets([0, 29], [90, 100], [10, 100]), 4, false],
  ['is limited by a thin bucket', buckets([90, 100], [29, 29], [90, 100]), 2, true],
  ['is limited by an empty bucket', buckets([90, 100], [0, 0], [90, 100]), 2, true],
  ['is limited where the data end', buckets([90, 100], [30, 30]), 4, true],
  ['knows nothing from thin buckets alone', buckets([29, 29]), null, true],
  ['knows nothing from nothing', [], null, true],
])('%s', (_, byDistance, characters, limited) => {
  expect(d80Of(byDistance)).toMatchObject({ characters, limited });
});

it.each([
  ['both ends where the intervals agree', buckets([900, 1000], [900, 1000], [500, 1000]), 4, 4],
  ['ends apart where a bucket is near 0.80', buckets([900, 1000], [79, 100], [500, 1000]), 2, 4],
  ['no upper end where the data end first', buckets([900, 1000], [79, 100]), 2, null],
  ['no lower end where the nearest is not shown to hold', buckets([81, 100], [10, 100]), null, 2],
  ['thin buckets prove nothing', buckets([900, 1000], [0, 29], [0, 100]), 2, null],
])('has %s', (_, byDistance, low, high) => {
  expect(d80Of(byDistance)).toMatchObject({ low, high });
});
