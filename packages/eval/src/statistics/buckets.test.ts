import type { Observation, Outcome } from '@longrange/code';
import { expect, it } from 'vitest';
import { doublingScale, type Scale, shareHeld, shareHeldByRange, unitScale } from './buckets.ts';

function observe(distance: number, outcome: Outcome): Observation {
  return { document: 'a', kind: 'x', outcome, start: 0, end: distance, distance, depth: 1, attractors: 0 };
}

function rangesOf(scale: Scale, values: readonly number[]): number[][] {
  return values.map((value) => {
    const index = scale.indexOf(value);
    return [scale.lowerBound(index), scale.lowerBound(index + 1)];
  });
}

it('doubles', () => {
  const ranges = [
    [0, 1],
    [1, 2],
    [2, 4],
    [2, 4],
    [4096, 8192],
    [8192, 16384],
  ];
  expect(rangesOf(doublingScale, [0, 1, 2, 3, 8191, 8192])).toEqual(ranges);
});

it('counts by one up to 8, then doubles', () => {
  const ranges = [
    [0, 1],
    [1, 2],
    [7, 8],
    [8, 16],
    [8, 16],
    [16, 32],
  ];
  expect(rangesOf(unitScale, [0, 1, 7, 8, 15, 16])).toEqual(ranges);
});

it('keeps the censored out of rates, leaves no gap and marks thin buckets', () => {
  const observations = [
    ...Array.from({ length: 30 }, () => observe(1, 'held')),
    observe(5, 'held'),
    observe(5, 'broken'),
    observe(7, 'censored'),
    observe(1, 'censored'),
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

it('has no buckets of nothing', () => {
  expect(shareHeldByRange([], ({ distance }) => distance, doublingScale)).toEqual([]);
});
