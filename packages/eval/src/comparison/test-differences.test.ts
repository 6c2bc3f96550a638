import { RandomStream } from '@longrange/code';
import { describe, expect, it } from 'vitest';
import type { Units } from '../probes/schema.ts';
import { correctTests } from '../result/correct-tests.ts';
import { type TestSide, testPaired, testUnpaired } from './test-differences.ts';

type Figure = TestSide['figures'][number];
type FigureId = Figure['measure'];

const options = { seed: 1 };
const comparisonsOf = (tests: Parameters<typeof correctTests>[0]) => correctTests(tests).comparisons;

/** Thirty documents of a hundred cases, each with its own share, to which `added` is added. */
function figure(measure: FigureId, shares: readonly number[], added = 0): Figure {
  const parts = shares.map((share, index) => ({
    document: `${index}`,
    numerator: 100 * (share + added),
    denominator: 100,
  }));
  return { measure, range: null, parts };
}

const random = new RandomStream(4);
const shares = Array.from({ length: 30 }, () => 0.3 + 0.4 * random.nextFloat());
const shaken = shares.map((share) => share + 0.01 * (random.nextFloat() - 0.5));

const model: TestSide = { id: 'model', figures: [figure('bits', shaken, -0.01)] };
const other: TestSide = { id: 'n-gram', figures: [figure('bits', shares)] };

describe('tests between sides', () => {
  it('decide by documents, even if the two intervals overlap', () => {
    const [test] = comparisonsOf(testPaired(model, other, options));
    expect(test).toMatchObject({ first: 'model', second: 'n-gram', documents: 30, order: 'below' });
    expect(test!.difference).toBeCloseTo(-0.01, 2);
    // Without pairs, the same figures of two bodies of text cannot be told apart.
    expect(comparisonsOf(testUnpaired(model, other, options))[0]).toMatchObject({ order: 'undecided' });
  });

  it('leave out what one side lacks, and what has fewer than 30 cases', () => {
    const parts = [{ document: '0', numerator: 9, denominator: 29 }];
    const few: Figure = { measure: 'novel/32', range: null, parts };
    const a = { id: 'a', figures: [figure('delimiters', shares), few] };
    const b = { id: 'b', figures: [figure('indentation', shares), few] };
    expect([...testPaired(a, b, options), ...testUnpaired(a, b, options)]).toEqual([]);
  });

  it('are one family, to which the tests of units belong', () => {
    const tests = testPaired(model, other, options);
    const above = { value: 0.1, low: 0.05, high: 0.15, pValue: 0.02 };
    const one = { aboveUntrained: above, aboveSurface: { ...above, pValue: 0.03 } };
    const units = { best: [one] } as unknown as Units;
    const corrected = correctTests(tests, units);
    // Three tests: 0.0002 × 3, then 0.02 × 2, to which 0.03 × 1 is raised.
    expect(corrected.tests).toBe(3);
    expect(corrected.comparisons[0]!.adjustedPValue).toBeCloseTo(3 * 2e-4, 12);
    expect(corrected.units.best[0]!.aboveUntrained.pValue).toBeCloseTo(0.04, 12);
    expect(corrected.units.best[0]!.aboveSurface.pValue).toBeCloseTo(0.04, 12);
  });

  it('decide nothing by one document alone', () => {
    const far = figure('bits', shaken, -0.01).parts.map((part, index) =>
      index === 7 ? { ...part, numerator: part.numerator - 30 } : part,
    );
    const apart = { ...model, figures: [{ ...model.figures[0]!, parts: far }] };
    const [test] = comparisonsOf(testPaired(apart, other, options));
    expect(test).toMatchObject({ order: 'undecided' });
    expect(test!.high).toBeGreaterThan(0);
  });

  it('leave out figures that count something else on each side', () => {
    const side = (id: string, basis: string): TestSide => ({
      id,
      figures: [{ ...figure('strings', shares), basis }],
    });
    expect(testUnpaired(side('a', 'all'), side('b', 'some'), options)).toEqual([]);
    expect(testUnpaired(side('a', 'all'), side('b', 'all'), options)).toHaveLength(1);
  });
});
