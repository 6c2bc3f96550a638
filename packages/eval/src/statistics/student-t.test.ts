import { expect, it } from 'vitest';
import { normalTail, studentCritical, studentTwoSided } from './student-t.ts';

// NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.2, column 0.975.
it.each([
  [1, 12.706],
  [2, 4.303],
  [3, 3.182],
  [4, 2.776],
  [9, 2.262],
  [30, 2.042],
  [100, 1.984],
])('has the tabled critical value for %i degrees of freedom', (degrees, critical) => {
  expect(studentCritical(degrees)).toBeCloseTo(critical, 3);
});

it('has closed forms for one and two degrees of freedom', () => {
  for (const t of [0.1, 1, 3, 50]) {
    expect(studentTwoSided(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 10);
    expect(studentTwoSided(-t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 10);
  }
  expect(studentTwoSided(0, 5)).toBe(1);
});

it('knows the tail of the normal distribution', () => {
  // The 97.5 % and 99.5 % quantiles.
  expect(normalTail(1.959963984540054)).toBeCloseTo(0.025, 6);
  expect(normalTail(2.5758293035489)).toBeCloseTo(0.005, 6);
  expect(normalTail(0)).toBeCloseTo(0.5, 6);
});
