import { expect, it } from 'vitest';
import { jackknife } from './jackknife.ts';
import { eachOnce } from './parts.ts';
import { clusteredRatio, clusterVariance } from './ratio.ts';

// Survival times of the mouse data's treatment group, Efron & Tibshirani (1993), table 2.1: mean 86.86, standard error 25.24.
const mice = [94, 197, 16, 38, 99, 141, 23];

it('is Student’s t interval of a mean where documents are of one size', () => {
  const { estimate, low, high } = clusteredRatio(
    mice.map((numerator) => ({ numerator: 5 * numerator, denominator: 5 })),
  );
  expect(estimate).toBeCloseTo(86.86, 2);
  // 2.446912 is the quantile of t with 6 degrees of freedom in any table.
  expect(high! - estimate).toBeCloseTo(2.446912 * 25.24, 1);
  expect(estimate - low!).toBeCloseTo(2.446912 * 25.24, 1);
});

it('has the variance and the degrees of freedom that the matrices give', () => {
  const parts = [2, 3, 5, 10].map((denominator, index) => ({
    numerator: [3, 4, 9, 12][index]!,
    denominator,
  }));
  const tau = [0.7, 0.5, 0.4, 0.2];
  const { variance, degrees } = clusterVariance(parts, (part) => tau[parts.indexOf(part)]!);
  // v = y'(I − w1')D(I − 1w')y, D = diag(w²): its mean is tr(GΩ), its variance 2 tr(GΩGΩ) for a normal y with Ω = diag(τ).
  const w = parts.map(({ denominator }) => denominator / 20);
  const residual = w.map((_, i) => w.map((weight, j) => (i === j ? 1 : 0) - weight));
  const product = w.map((_, i) =>
    w.map(
      (_, j) =>
        tau[j]! * w.reduce((sum, weight, k) => sum + residual[k]![i]! * weight ** 2 * residual[k]![j]!, 0),
    ),
  );
  const expected = product.reduce((sum, row, i) => sum + row[i]!, 0);
  const half = product.reduce(
    (sum, row, i) => sum + row.reduce((of, value, j) => of + value * product[j]![i]!, 0),
    0,
  );
  expect(degrees).toBeCloseTo(expected ** 2 / half, 10);
  const plain = parts.reduce((sum, part) => sum + ((part.numerator - part.denominator * 1.4) / 20) ** 2, 0);
  const truth = w.reduce((sum, weight, i) => sum + weight ** 2 * tau[i]!, 0);
  expect(variance).toBeCloseTo((plain * truth) / expected, 12);
});

it('weighs documents by their size, and gives two of them no interval', () => {
  const ratio = (...parts: [number, number][]) =>
    clusteredRatio(parts.map(([numerator, denominator]) => ({ numerator, denominator })));
  expect(ratio([10, 10], [0, 30]).estimate).toBe(0.25);
  expect(ratio([3, 4], [3, 4], [0, 0])).toEqual({ estimate: 0.75, low: null, high: null });
  expect(ratio([3, 4], [3, 4], [0, 4]).low).toBeLessThan(0.5);
});

it('gives each document its own ratio and the same length', () => {
  // 1.5, 2 and 4 bits per character; by character 63 / 21 = 3, each once 7.5 / 3 = 2.5.
  const parts = [
    { document: 'a', numerator: 3, denominator: 2 },
    { document: 'b', numerator: 16, denominator: 8 },
    { document: 'c', numerator: 44, denominator: 11 },
  ];
  expect(eachOnce(parts)).toEqual([
    { document: 'a', numerator: 10.5, denominator: 7 },
    { document: 'b', numerator: 14, denominator: 7 },
    { document: 'c', numerator: 28, denominator: 7 },
  ]);
});

const mean = (values: readonly number[]) => [values.reduce((sum, value) => sum + value, 0) / values.length];

it('gives a mean the standard error that it has', () => {
  // Of 1, 2, 3, 6: mean 3, Σ (x − 3)² = 14, so s² = 14/3 and the error of the mean √(14/3/4).
  const [figure] = jackknife([1, 2, 3, 6], mean);
  expect(figure).toEqual({ estimate: 3, standardError: expect.closeTo(Math.sqrt(14 / 12), 12) });
});

it('has no error where there is one document, or nothing left without one', () => {
  expect(jackknife([1], mean)[0]).toEqual({ estimate: 1, standardError: Number.NaN });
  const onlyFirst = (values: readonly number[]) => mean(values.filter((value) => value === 1));
  expect(jackknife([1, 2], onlyFirst)[0]!.standardError).toBeNaN();
});
