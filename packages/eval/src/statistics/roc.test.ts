import { expect, it } from 'vitest';
import { areaUnderRoc } from './summaries.ts';

it('counts the pairs that are in order, ties by half', () => {
  // Positives 3, 4; negatives 1, 2, 3: of six pairs five in order and one tie.
  expect(areaUnderRoc([0, 0, 1, 1], [1, 1, 1, 0])).toBeCloseTo(5.5 / 6, 12);
});

it('is 1 for a perfect order, 0 for the opposite, 1/2 for values that say nothing', () => {
  expect(areaUnderRoc([0, 5], [7, 0])).toBe(1);
  expect(areaUnderRoc([5, 0], [0, 7])).toBe(0);
  expect(areaUnderRoc([2, 4], [3, 6])).toBe(0.5);
});

it('equals the published area', () => {
  // Hanley & McNeil (1982), table I: ratings of 51 abnormal and 58 normal CT images, area 0.893.
  expect(areaUnderRoc([3, 2, 2, 11, 33], [33, 6, 6, 11, 2])).toBeCloseTo(0.893, 3);
});

it('is null where one side is empty', () => {
  expect(areaUnderRoc([0, 0], [1, 2])).toBeNull();
  expect(areaUnderRoc([1, 2], [0, 0])).toBeNull();
});
