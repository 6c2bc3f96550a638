import { RandomStream } from '@longrange/code';
import { isWhole } from '@longrange/code/testing';
import { describe, expect, it } from 'vitest';
import { clusteredProportion } from './clusters.ts';
import { closedPartsByDistance, cumulativeIncidence, shareClosedByDistance } from './competing-risks.ts';
import type { EventTime } from './event-times.ts';
import { kaplanMeier } from './kaplan-meier.ts';
import { sumOf } from './ratio.ts';

const event = (time: number, cause: EventTime['cause'], document = 'a'): EventTime => ({
  document,
  time,
  cause,
});

// Five openers: at 2 all are at risk, at 4 four, at 8 one.
const five = [
  event(2, 'closed'),
  event(4, 'closed'),
  event(4, 'broken'),
  event(5, 'open'),
  event(8, 'closed'),
];

describe('cumulative incidence', () => {
  it('is what one counts by hand', () => {
    const points = cumulativeIncidence(five).pointsAt([1, 2, 4, 7, 8]);
    const rounded = points.map(({ closed, broken, open, atRisk }) =>
      [closed.share, broken.share, open, atRisk].map((value) => Math.round(value * 1e9) / 1e9),
    );
    // S is 1, then 4/5, then 4/5 · 2/4; the last one at risk counts for the one that was cut off.
    expect(rounded).toEqual([
      [0, 0, 1, 5],
      [0.2, 0, 0.8, 5],
      [0.4, 0.2, 0.4, 4],
      [0.4, 0.2, 0.4, 1],
      [0.8, 0.2, 0, 1],
    ]);
  });

  it('says what may have been closed, whatever became of what was cut off', () => {
    const [at4, at8] = cumulativeIncidence(five).pointsAt([4, 8]);
    expect(at4).toMatchObject({ closedAtLeast: 2 / 5, closedAtMost: 2 / 5 });
    expect(at8).toMatchObject({ closedAtLeast: 3 / 5, closedAtMost: 4 / 5 });
  });

  it('is one minus the Kaplan–Meier curve where nothing breaks', () => {
    const events = [1, 3, 3, 4, 6, 9].map((time, index) => event(time, index % 3 === 2 ? 'open' : 'closed'));
    const steps = kaplanMeier(events.map(({ time, cause }) => ({ time, ended: cause === 'closed' })));
    const points = cumulativeIncidence(events).pointsAt(steps.map(({ time }) => time));
    for (const [index, { closed }] of points.entries())
      expect(closed.share).toBeCloseTo(1 - steps[index]!.survival, 12);
  });
});

describe('the share closed in the end of what is still open after so many characters', () => {
  it('is a plain share of those still open where nothing is cut off', () => {
    const events = [
      event(1, 'closed'),
      event(2, 'broken'),
      event(3, 'closed'),
      event(9, 'broken'),
      event(12, 'closed'),
    ];
    expect(
      shareClosedByDistance(events).map(({ from, to, held, n, estimate }) => [from, to, held, n, estimate]),
    ).toEqual([
      [1, 2, 3, 5, expect.closeTo(3 / 5, 12)],
      [2, 4, 2, 4, expect.closeTo(2 / 4, 12)],
      [4, 8, 1, 2, expect.closeTo(1 / 2, 12)],
      [8, 16, 1, 2, expect.closeTo(1 / 2, 12)],
    ]);
  });

  it('makes up for what was cut off by what was seen longer', () => {
    // (4/5 − 1/5) / (1 − 1/5), where the plain share of those whose end was seen is 2 of 3.
    const bucket = shareClosedByDistance([...five]).find(({ from }) => from === 4);
    expect(bucket).toMatchObject({ held: 2, n: 3, censored: 1, estimate: expect.closeTo(0.75, 12) });
  });
});

describe('the parts of documents in the share closed', () => {
  it('add up to the share and to the number of cases, whatever was cut off', () => {
    const random = new RandomStream(3);
    for (let round = 0; round < 200; round++) {
      const events = Array.from({ length: 1 + random.nextInteger(60) }, () =>
        event(
          1 + random.nextInteger(70),
          (['closed', 'broken', 'open'] as const)[random.nextInteger(3)]!,
          `${random.nextInteger(5)}`,
        ),
      );
      const shares = shareClosedByDistance(events);
      const parts = closedPartsByDistance(events);
      expect(parts.map(({ from, to }) => [from, to])).toEqual(shares.map(({ from, to }) => [from, to]));
      for (const [index, { estimate, n }] of shares.entries()) {
        const { numerator, denominator } = sumOf(parts[index]!.parts);
        expect(denominator).toBeCloseTo(n, 9);
        expect(numerator / denominator).toBeCloseTo(estimate!, 9);
      }
    }
  });

  it('come to intervals where weights leave a little less than one case to a document', () => {
    const events = Array.from({ length: 40 }, (_, index) => [
      event(2 + (index % 7), index % 3 === 0 ? 'broken' : 'closed', `${index}`),
      event(1 + (index % 5), 'open', `${index}`),
    ]).flat();
    for (const { parts } of closedPartsByDistance(events)) {
      const { low, estimate, high } = clusteredProportion(parts);
      expect(low).toBeLessThanOrEqual(estimate!);
      expect(high).toBeGreaterThanOrEqual(estimate!);
      expect(high - low).toBeGreaterThan(0.05);
    }
  });
});

describe('intervals', () => {
  it('hold the truth in 93 to 97 of 100 bodies of documents that differ', () => {
    // Document i closes each of its openers with probability qᵢ, uniform on [0.6, 1]; whether it closes or breaks, an opener ends after
    // an exponential time with a mean of 20 characters, and is seen for a uniform time of 10 to 100. So F(closed, t) is 0.8 (1 − e^(−t/20)).
    const random = new RandomStream(7);
    const distances = [10, 30];
    const hits = { closed: [0, 0], broken: [0, 0], inTheEnd: 0 };
    const results = isWhole ? 1000 : 300;
    const isIn = (truth: number, { low, high }: { low: number; high: number }) =>
      Number(low <= truth && truth <= high);
    for (let result = 0; result < results; result++) {
      const events = Array.from({ length: 40 }, (_, index) => {
        const closes = 0.6 + 0.4 * random.nextFloat();
        return Array.from({ length: 12 }, (): EventTime => {
          const ends = Math.ceil(-20 * Math.log(1 - random.nextFloat()));
          const seen = 10 + random.nextInteger(91);
          const cause = random.nextFloat() < closes ? 'closed' : 'broken';
          return ends <= seen ? event(ends, cause, `${index}`) : event(seen, 'open', `${index}`);
        });
      }).flat();
      for (const [index, point] of cumulativeIncidence(events).pointsAt(distances).entries()) {
        const ended = 1 - Math.exp(-distances[index]! / 20);
        hits.closed[index]! += isIn(0.8 * ended, point.closed);
        hits.broken[index]! += isIn(0.2 * ended, point.broken);
      }
      hits.inTheEnd += isIn(0.8, shareClosedByDistance(events).find(({ from }) => from === 8)!);
    }
    for (const count of [...hits.closed, ...hits.broken, hits.inTheEnd]) {
      expect(count / results).toBeGreaterThan(isWhole ? 0.93 : 0.91);
      expect(count / results).toBeLessThan(isWhole ? 0.97 : 0.99);
    }
  });
});
