import { expect, it } from 'vitest';
import { testUnpaired } from '../../src/comparison/test-differences.ts';
import { correctTests } from '../../src/result/correct-tests.ts';
import { percentOf, Simulation } from './simulate.ts';

// Of 100 results, 10 % is what 5 % may well come to. How often a difference is claimed where there is none. What `eval` decides is `order`: the interval leaves out 0, and the corrected p-value is below 0.05.

const named = (parts: readonly { numerator: number; denominator: number }[]) =>
  parts.map((part, index) => ({ document: `${index}`, ...part }));

it('samples beside files of the same share, which differ in size and spread: at most 10 %', () => {
  const simulation = new Simulation(1);
  const claimed = percentOf(100, (seed) => {
    const files = named(simulation.shares(70, 0.9, 0.1));
    const samples = named(Array.from({ length: 64 }, () => simulation.shares(1, 0.9, 0.03)).flat());
    const side = (id: string, parts: typeof files) => ({
      id,
      figures: [{ measure: 'delimiters' as const, range: null, parts }],
    });
    const [test] = correctTests(
      testUnpaired(side('samples', samples), side('files', files), { seed }),
    ).comparisons;
    return test!.order === 'above' || test!.order === 'below';
  });
  expect(claimed).toBeLessThanOrEqual(10);
});
