import { expect, it } from 'vitest';
import { loadFixture } from '../describe/testing/load-fixture.ts';
import { bucketsOfTimeScales } from './gates.ts';

it('counts time scales in doubling buckets that all layers share', () => {
  const { units } = loadFixture('complete').probes!;
  const scales = [
    [0.1, 0.6, 1, 3.9],
    [2, 4, 5, 7],
  ];
  const layers = scales.map((timeScales, index) => ({ layer: index + 1, units: 4, gates: [], timeScales }));
  const [first, second] = bucketsOfTimeScales({ ...units!, layers });
  expect(first!.buckets.map(({ from, count }) => [from, count]).join(' ')).toBe('0.5,2 1,1 2,1 4,0');
  expect(second!.buckets.map(({ count, share }) => [count, share]).join(' ')).toBe('0,0 0,0 1,0.25 3,0.75');
});
