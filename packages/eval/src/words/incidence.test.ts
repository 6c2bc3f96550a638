import { describe, expect, it } from 'vitest';
import { incidenceAt } from './incidence.ts';

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

  it('is unknown before the first and after the last observation, unless nothing was open any more', () => {
    expect(incidenceAt(curve, 1)).toBeNull();
    expect(incidenceAt(curve, 10)).toBeNull();
    expect(incidenceAt([...curve, point(20, 0.75, 0.25)], 100)?.closed.share).toBe(0.75);
    expect(incidenceAt([], 1)).toBeNull();
  });
});
