import { expect, it } from 'vitest';
import { kaplanMeier } from './event-times.ts';

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

it('falls to 0 where the last one at risk ends', () => {
  const steps = kaplanMeier([1, 2].map((time) => ({ time, ended: true })));
  expect(steps.map(({ survival }) => survival)).toEqual([0.5, 0]);
});
