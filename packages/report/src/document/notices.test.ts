import { describe, expect, it } from 'vitest';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import { bucketsWhere, compareIntervals } from './compare.ts';
import { guardNotice } from './guard.ts';
import { trustNotice } from './trust.ts';
import type { Result } from './types.ts';

function withReal(change: (real: Result['subjects'][number]) => Result['subjects'][number]): Result {
  const result = loadFixture('full');
  return {
    ...result,
    subjects: result.subjects.map((subject) => (subject.id === 'real' ? change(subject) : subject)),
  };
}

describe('guardNotice', () => {
  it('is calm where nothing collapses and warns where something does', () => {
    expect(guardNotice(loadFixture('full'))).toMatchObject({ warning: false });
    const edge = guardNotice(loadFixture('edge'));
    expect(edge.warning).toBe(true);
    expect(edge.text).toContain('49,276');
  });
});

describe('trustNotice', () => {
  it('vouches for the checker where real code passes', () => {
    expect(trustNotice(loadFixture('full'))).toMatchObject({ warning: false });
  });

  it('warns where real code scores less than it should', () => {
    const half = { held: 1, n: 2, estimate: 0.5, low: 0.09, high: 0.91, documents: 2, designEffect: 1 };
    const notice = trustNotice(
      withReal((real) => ({ ...real, delimiters: { ...real.delimiters, overall: half } })),
    );
    expect(notice.warning).toBe(true);
    expect(notice.text.replaceAll('\u00a0', ' ')).toContain('expected: 99.90 % of brackets');
  });

  it('does not vouch for itself without real code', () => {
    expect(trustNotice(loadFixture('text-only'))).toMatchObject({ warning: true });
  });
});

describe('compareIntervals', () => {
  it('says nothing where intervals touch', () => {
    expect(compareIntervals({ low: 0.5, high: 0.6 }, { low: 0.6, high: 0.7 })).toBe('overlapping');
    expect(compareIntervals({ low: 0.5, high: 0.59 }, { low: 0.6, high: 0.7 })).toBe('below');
    expect(compareIntervals({ low: 0.71, high: 0.8 }, { low: 0.6, high: 0.7 })).toBe('above');
  });

  it('merges neighbouring buckets into ranges', () => {
    const bucket = (from: number, estimate: number) => ({
      from,
      to: 2 * from,
      held: 1,
      n: 50,
      documents: 50,
      designEffect: 1,
      estimate,
      low: estimate,
      high: estimate,
      censored: 0,
      thin: false,
    });
    const a = [bucket(1, 0.1), bucket(2, 0.1), bucket(4, 0.5), bucket(8, 0.1)];
    const b = [bucket(1, 0.5), bucket(2, 0.5), bucket(4, 0.5), bucket(8, 0.5)];
    expect(bucketsWhere(a, b, 'below')).toBe('1–3, 8–15');
    expect(bucketsWhere(a, b, 'above')).toBeNull();
  });
});
