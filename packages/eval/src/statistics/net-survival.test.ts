import { describe, expect, it } from 'vitest';
import { netSurvival } from './failure-hazard.ts';
import type { Fate } from './fate.ts';
import { kaplanMeier } from './kaplan-meier.ts';

const fates = (times: readonly [time: number, cause: Fate['cause'], count: number][]): Fate[] =>
  times.flatMap(([time, cause, count]) =>
    Array.from({ length: count }, (_, index) => ({ document: `${index % 6}`, time, cause })),
  );

// 60 openers: after 1 character 12 fail of 60; at 2 12 close; after 3, 9 of 36 fail, and 27 go on to the cut, before character 6.
const sixty = fates([
  [1, 'broken', 12],
  [2, 'closed', 12],
  [3, 'broken', 6],
  [6, 'open', 30],
]);

describe('net survival', () => {
  it('is the product of what is left, as one counts by hand', () => {
    expect(netSurvival(sixty).map(({ distance, atRisk, share }) => [distance, atRisk, share])).toEqual([
      [1, 60, 48 / 60],
      [2, 48, 48 / 60],
      // 36 are at risk, 6 fail.
      [3, 36, expect.closeTo((48 / 60) * (30 / 36), 12)],
      [4, 30, expect.closeTo((48 / 60) * (30 / 36), 12)],
      [5, 30, expect.closeTo((48 / 60) * (30 / 36), 12)],
    ]);
  });

  it('is the Kaplan–Meier curve of failing, where nothing but failing and closing ends an opener', () => {
    const ended = fates([
      [2, 'broken', 20],
      [4, 'closed', 31],
      [8, 'broken', 17],
      [16, 'closed', 40],
    ]);
    const steps = kaplanMeier(ended.map(({ time, cause }) => ({ time, ended: cause === 'broken' })));
    for (const { distance, share } of netSurvival(ended)) {
      const step = steps.findLast(({ time }) => time <= distance);
      expect(share).toBeCloseTo(step?.survival ?? 1, 12);
    }
  });

  it('says nothing where fewer than 30 are at risk', () => {
    expect(netSurvival(fates([[9, 'closed', 29]]))).toEqual([]);
    expect(netSurvival(fates([[9, 'closed', 30]])).at(-1)).toMatchObject({
      distance: 8,
      atRisk: 30,
      share: 1,
    });
    expect(netSurvival(fates([[9, 'open', 30]])).at(-1)).toMatchObject({ distance: 8 });
    expect(netSurvival(fates([[8, 'open', 30]])).at(-1)).toMatchObject({ distance: 7 });
  });

  it('has no interval from one document; where all failed at once, one that begins at 0', () => {
    const one = sixty.map((fate) => ({ ...fate, document: 'a' }));
    for (const { low, high } of netSurvival(one)) expect([low, high]).toEqual([null, null]);
    expect(netSurvival(fates([[2, 'broken', 60]])).at(-1)).toMatchObject({ distance: 2, share: 0, low: 0 });
  });
});
