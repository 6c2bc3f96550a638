import { expect, it } from 'vitest';
import { kaplanMeier } from './kaplan-meier.ts';

// Weeks in remission under 6-mercaptopurine, Freireich et al. (1963), the worked example of Kleinbaum & Klein,
// "Survival Analysis" (3rd edition 2012, chapter 2 and its computer appendix: log(−log) intervals).
const ended = [6, 6, 6, 7, 10, 13, 16, 22, 23];
const censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
const remissions = [
  ...ended.map((time) => ({ time, ended: true })),
  ...censored.map((time) => ({ time, ended: false })),
];

it.each([
  [6, 21, 3, 0.8571, 0.6197, 0.9516],
  [7, 17, 1, 0.8067, 0.5631, 0.9228],
  [10, 15, 1, 0.7529, 0.5032, 0.8894],
  [13, 12, 1, 0.6902, 0.4316, 0.8491],
  [16, 11, 1, 0.6275, 0.3675, 0.8049],
  [22, 7, 1, 0.5378, 0.2678, 0.7468],
  [23, 6, 1, 0.4482, 0.1881, 0.6801],
])('gives the published estimate after week %i', (time, atRisk, events, survival, low, high) => {
  const step = kaplanMeier(remissions).find((candidate) => candidate.time === time)!;
  expect(step).toMatchObject({ atRisk, events });
  expect(step.survival).toBeCloseTo(survival, 4);
  expect(step.low).toBeCloseTo(low, 4);
  expect(step.high).toBeCloseTo(high, 4);
});

it('falls to 0 where the last one at risk ends, with an interval within [0, 1]', () => {
  const steps = kaplanMeier([1, 2].map((time) => ({ time, ended: true })));
  expect(steps.map(({ survival }) => survival)).toEqual([0.5, 0]);
  expect(steps[1]).toMatchObject({ low: 0, high: steps[0]!.high });
});
