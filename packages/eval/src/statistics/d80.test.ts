import { expect, it } from 'vitest';
import { d80Of } from './buckets.ts';
import { proportion } from './clusters.ts';

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
