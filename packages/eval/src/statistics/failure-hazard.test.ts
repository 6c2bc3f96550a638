import { describe, expect, it } from 'vitest';
import type { EventTime } from './event-times.ts';
import { failureHazard, netSurvival, survivedParts } from './failure-hazard.ts';
import { sumOf } from './ratio.ts';

const event = (time: number, cause: EventTime['cause'], document = 'a'): EventTime => ({
  document,
  time,
  cause,
});

// Characters at which each could be seen to fail: 1; 1 2; 1 2 3; 1 2 3 4, not the cut at 5; 1 to 9.
const five = [
  ...[event(1, 'closed'), event(2, 'broken'), event(3, 'closed', 'b'), event(5, 'open', 'b')],
  event(9, 'broken', 'b'),
];

describe('the hazard of failure', () => {
  it('is failures per character at risk, as one counts by hand', () => {
    const keys = ['from', 'to', 'failures', 'characters', 'openers', 'documents', 'estimate'] as const;
    expect(failureHazard(five).map((bucket) => keys.map((key) => bucket[key]))).toEqual([
      [1, 2, 0, 5, 5, 2, 0],
      // 2 of each of four, 3 of three.
      [2, 4, 1, 4 + 3, 4, 2, 1 / 7],
      // 4 of the one that is cut at 5, and 4 to 7 of the last.
      [4, 8, 0, 1 + 4, 2, 1, 0],
      [8, 16, 1, 2, 1, 1, 1 / 2],
    ]);
  });

  it('has no interval from two documents, and of many without a failure one that begins at 0', () => {
    const two = [event(3, 'broken', 'a'), event(3, 'closed', 'b')];
    for (const [first] of [failureHazard(two), netSurvival(Array<typeof two>(30).fill(two).flat())])
      expect(first).toMatchObject({ low: null, high: null });
    const sound = Array.from({ length: 400 }, (_, index) => event(10, 'closed', `${index % 40}`));
    const [nearest, , third] = failureHazard(sound);
    // Ten a document, correlated by 0.1, count as 400 / 1.9: Wilson's upper end for none of 210.5, t of 39 degrees 2.023.
    const openers = 2.0227 ** 2 / (400 / 1.9 + 2.0227 ** 2);
    expect(nearest).toMatchObject({ low: 0, high: expect.closeTo(openers, 4) });
    // Each of them is at risk for four characters in [4, 8).
    expect(third).toMatchObject({ low: 0, high: expect.closeTo(openers / 4, 5) });
  });

  it('is one minus the share of characters that tests are made of, where 30 openers get so far', () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      event(index < 29 ? 3 : 4, index % 3 === 0 ? 'broken' : 'closed', `${index % 5}`),
    );
    const parts = survivedParts('delimiters', many);
    expect(parts.map(({ range }) => range)).toEqual([
      { from: 1, to: 2 },
      { from: 2, to: 4 },
    ]);
    for (const [index, { parts: own }] of parts.entries()) {
      const { failures, characters } = failureHazard(many)[index]!;
      expect(sumOf(own)).toMatchObject({ numerator: characters - failures, denominator: characters });
    }
  });
});

const events = (times: readonly [time: number, cause: EventTime['cause'], count: number][]): EventTime[] =>
  times.flatMap(([time, cause, count]) =>
    Array.from({ length: count }, (_, index) => ({ document: `${index % 6}`, time, cause })),
  );

// 60 openers: after 1 character 12 fail of 60; at 2 12 close; after 3, 9 of 36 fail, and 27 go on to the cut, before character 6.
const sixty = events([
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
      ...[
        [3, 36],
        [4, 30],
        [5, 30],
      ].map((point) => [...point, expect.closeTo((48 / 60) * (30 / 36), 12)]),
    ]);
  });

  it('says nothing where fewer than 30 are at risk', () => {
    expect(netSurvival(events([[9, 'closed', 29]]))).toEqual([]);
    const last = netSurvival(events([[9, 'closed', 30]])).at(-1);
    expect(last).toMatchObject({ distance: 8, atRisk: 30, share: 1 });
    expect(netSurvival(events([[8, 'open', 30]])).at(-1)).toMatchObject({ distance: 7 });
  });
});
