import { RandomStream } from '@longrange/code';
import { isWhole } from '@longrange/code/testing';
import { describe, expect, it } from 'vitest';
import { holds } from '../../tests/intervals/simulate.ts';
import { clusteredProportion } from './clusters.ts';
import { closedPartsByDistance, cumulativeIncidence, shareClosedByDistance } from './competing-risks.ts';
import type { EventTime } from './event-times.ts';
import { kaplanMeier } from './event-times.ts';
import { sumOf } from './ratio.ts';

const event = (time: number, cause: EventTime['cause'], document = 'a'): EventTime => ({
  document,
  time,
  cause,
});

// Five openers: at 2 all are at risk, at 4 four, at 8 one.
const five = [
  ...[event(2, 'closed'), event(4, 'closed'), event(4, 'broken'), event(5, 'open'), event(8, 'closed')],
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
    expect(cumulativeIncidence(five).pointsAt([4, 8])).toMatchObject([
      { closedAtLeast: 2 / 5, closedAtMost: 2 / 5 },
      { closedAtLeast: 3 / 5, closedAtMost: 4 / 5 },
    ]);
  });
});

describe('the share closed in the end of what is still open after so many characters', () => {
  it('is a plain share of those still open where nothing is cut off', () => {
    const causes = { 1: 'closed', 2: 'broken', 3: 'closed', 9: 'broken', 12: 'closed' } as const;
    const events = Object.entries(causes).map(([time, cause]) => event(Number(time), cause));
    expect(shareClosedByDistance(events)).toMatchObject([
      { from: 1, to: 2, held: 3, n: 5, estimate: expect.closeTo(3 / 5, 12) },
      { from: 2, to: 4, held: 2, n: 4, estimate: expect.closeTo(2 / 4, 12) },
      { from: 4, to: 8, held: 1, n: 2, estimate: expect.closeTo(1 / 2, 12) },
      { from: 8, to: 16, held: 1, n: 2, estimate: expect.closeTo(1 / 2, 12) },
    ]);
  });

  it('makes up for what was cut off by what was seen longer', () => {
    // (4/5 − 1/5) / (1 − 1/5), where the plain share of those whose end was seen is 2 of 3.
    const bucket = shareClosedByDistance([...five]).find(({ from }) => from === 4);
    expect(bucket).toMatchObject({ held: 2, n: 3, censored: 1, estimate: expect.closeTo(0.75, 12) });
  });

  it('is what the parts of documents add up to, whatever was cut off', () => {
    const random = new RandomStream(3);
    const causes = ['closed', 'broken', 'open'] as const;
    for (let round = 0; round < 200; round++) {
      const events = Array.from({ length: 1 + random.nextInteger(60) }, () =>
        event(1 + random.nextInteger(70), causes[random.nextInteger(3)]!, `${random.nextInteger(5)}`),
      );
      const summed = closedPartsByDistance(events).map(({ from, to, parts }) => {
        const { numerator, denominator } = sumOf(parts);
        return [from, to, expect.closeTo(denominator, 9), expect.closeTo(numerator / denominator, 9)];
      });
      expect(
        shareClosedByDistance(events).map(({ from, to, n, estimate }) => [from, to, n, estimate]),
      ).toEqual(summed);
    }
  });

  it('has an interval where weights leave a little less than one case to a document', () => {
    const events = Array.from({ length: 40 }, (_, index) => [
      event(2 + (index % 7), index % 3 === 0 ? 'broken' : 'closed', `${index}`),
      event(1 + (index % 5), 'open', `${index}`),
    ]).flat();
    for (const { parts } of closedPartsByDistance(events)) {
      const { low, estimate, high } = clusteredProportion(parts);
      expect(low <= estimate! && estimate! <= high && high - low > 0.05).toBe(true);
    }
  });
});

it('intervals hold the truth in 93 to 97 of 100 bodies of documents that differ', () => {
  // Document i closes each of its openers with probability qᵢ, uniform on [0.6, 1]; whether it closes or breaks, an opener ends after
  // an exponential time with a mean of 20 characters, and is seen for a uniform time of 10 to 100. So F(closed, t) is 0.8 (1 − e^(−t/20)).
  const random = new RandomStream(7);
  const distances = [10, 30];
  const hits = [0, 0, 0, 0, 0];
  const results = isWhole ? 1000 : 150;
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
    const points = cumulativeIncidence(events).pointsAt(distances);
    const intervals = points.flatMap(({ closed, broken }, index) => {
      const ended = 1 - Math.exp(-distances[index]! / 20);
      return [[closed, 0.8 * ended] as const, [broken, 0.2 * ended] as const];
    });
    const inTheEnd = shareClosedByDistance(events).find(({ from }) => from === 8)!;
    for (const [index, [interval, truth]] of [...intervals, [inTheEnd, 0.8] as const].entries())
      hits[index]! += Number(holds(interval, truth));
  }
  for (const count of hits) {
    expect(count / results).toBeGreaterThan(isWhole ? 0.93 : 0.91);
    expect(count / results).toBeLessThan(isWhole ? 0.97 : 0.995);
  }
});

// Weeks in remission under 6-mercaptopurine, Freireich et al. (1963), the worked example of Kleinbaum & Klein,
// "Survival Analysis" (3rd edition 2012, chapter 2).
const ended = [6, 6, 6, 7, 10, 13, 16, 22, 23];
const censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
const remissions = [
  ...ended.map((time) => ({ time, ended: true })),
  ...censored.map((time) => ({ time, ended: false })),
];

it('gives the published estimates', () => {
  const steps = kaplanMeier(remissions);
  expect(steps.map(({ time }) => time)).toEqual([6, 7, 10, 13, 16, 22, 23]);
  [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482].forEach((survival, index) => {
    expect(steps[index]!.survival).toBeCloseTo(survival, 4);
  });
});
