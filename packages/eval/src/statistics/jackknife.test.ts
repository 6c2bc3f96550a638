import { expect, it } from 'vitest';
import { jackknife } from './jackknife.ts';

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
