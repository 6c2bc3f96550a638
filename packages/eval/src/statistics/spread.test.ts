import { describe, expect, it } from 'vitest';
import { spreadOf } from './summaries.ts';

// Extra hours of sleep under two drugs: Student (1908), Biometrika 6, 1–25, as R's data set `sleep`, whose help page
// (`?t.test`) works it out.
const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

describe('spreadOf', () => {
  it("gives the published interval of Student's paired differences", () => {
    const spread = spreadOf(first.map((value, index) => value - second[index]!))!;
    expect(spread.mean).toBeCloseTo(-1.58, 10);
    expect(spread.standardDeviation).toBeCloseTo(1.229995, 6);
    expect(spread.low).toBeCloseTo(-2.4598858, 7);
    expect(spread.high).toBeCloseTo(-0.7001142, 7);
    expect(spread).toMatchObject({ runs: 10, max: 0 });
    expect(spread.min).toBeCloseTo(-4.6, 10);
  });

  it('is nothing of one run', () => {
    expect(spreadOf([1.5])).toBeNull();
  });
});
