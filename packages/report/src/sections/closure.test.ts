import { describe, expect, it } from 'vitest';
import { survivalAt } from './closure.ts';

const point = (distance: number, survival: number) => ({
  distance,
  survival,
  low: 0,
  high: 1,
  atRisk: 9,
  events: 1,
});

describe('survivalAt', () => {
  const closure = [point(2, 0.8), point(5, 0.5), point(9, 0.2)];

  it('is a step function', () => {
    expect(survivalAt(closure, 2)?.survival).toBe(0.8);
    expect(survivalAt(closure, 4)?.survival).toBe(0.8);
    expect(survivalAt(closure, 9)?.survival).toBe(0.2);
  });

  it('is unknown before the first and after the last observation, unless all had closed', () => {
    expect(survivalAt(closure, 1)).toBeNull();
    expect(survivalAt(closure, 10)).toBeNull();
    expect(survivalAt([...closure, point(20, 0)], 100)?.survival).toBe(0);
    expect(survivalAt([], 1)).toBeNull();
  });
});
