import { describe, expect, it } from 'vitest';
import { fatesAt } from './fates.ts';

const point = (distance: number, closed: number, broken = 0) => ({
  distance,
  atRisk: 9,
  closed: { share: closed, low: 0, high: 1 },
  broken: { share: broken, low: 0, high: 1 },
  open: 1 - closed - broken,
  closedAtLeast: closed,
  closedAtMost: closed,
});

describe('fatesAt', () => {
  const curve = [point(2, 0.2), point(5, 0.5), point(9, 0.7, 0.1)];

  it('is a step function', () => {
    expect(fatesAt(curve, 2)?.closed.share).toBe(0.2);
    expect(fatesAt(curve, 4)?.closed.share).toBe(0.2);
    expect(fatesAt(curve, 9)?.closed.share).toBe(0.7);
  });

  it('is unknown before the first and after the last observation, unless nothing was open any more', () => {
    expect(fatesAt(curve, 1)).toBeNull();
    expect(fatesAt(curve, 10)).toBeNull();
    expect(fatesAt([...curve, point(20, 0.75, 0.25)], 100)?.closed.share).toBe(0.75);
    expect(fatesAt([], 1)).toBeNull();
  });
});
