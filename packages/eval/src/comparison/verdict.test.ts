import { expect, it } from 'vitest';
import { decideVerdict } from './verdict.ts';

const above = { low: 0.1, high: 0.3 };
const across = { low: -0.1, high: 0.3 };
const evidence = { difference: 0.2, interval: above, adjustedPValue: 0.01, dominatedBy: null };

it('gives shares to the higher and bits to the lower', () => {
  expect(decideVerdict(evidence, 'share')).toBe('a');
  expect(decideVerdict(evidence, 'bits')).toBe('b');
  const negative = { ...evidence, difference: -0.2, interval: { low: -0.3, high: -0.1 } };
  expect(decideVerdict(negative, 'share')).toBe('b');
  expect(decideVerdict(negative, 'bits')).toBe('a');
});

it('never says more than the interval and the correction do', () => {
  expect(decideVerdict({ ...evidence, interval: across }, 'share')).toBe('open');
  expect(decideVerdict({ ...evidence, interval: null }, 'share')).toBe('open');
  expect(decideVerdict({ ...evidence, adjustedPValue: 0.05 }, 'share')).toBe('hint');
  const dominatedBy = { document: 'tables.py', share: 0.61 };
  expect(decideVerdict({ ...evidence, dominatedBy }, 'share')).toBe('withheld');
});
