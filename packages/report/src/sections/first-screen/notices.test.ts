import { describe, expect, it } from 'vitest';
import { loadFixture } from '../../__fixtures__/load-fixture.ts';
import type { Result } from '../../document/types.ts';
import { guardNotice } from './guard.ts';
import { trustNotice } from './trust.ts';

function withReal(change: (real: Result['subjects'][number]) => Result['subjects'][number]): Result {
  const result = loadFixture('complete');
  return {
    ...result,
    subjects: result.subjects.map((subject) => (subject.id === 'real' ? change(subject) : subject)),
  };
}

describe('guardNotice', () => {
  it('is calm where nothing collapses and warns where something does', () => {
    expect(guardNotice(loadFixture('complete'))).toMatchObject({ warning: false });
    const edge = guardNotice(loadFixture('edge'));
    expect(edge.warning).toBe(true);
    expect(edge.text).toContain('91.7');
  });
});

describe('trustNotice', () => {
  it('vouches for the checker where real code passes', () => {
    expect(trustNotice(loadFixture('complete'))).toMatchObject({ warning: false });
  });

  it('warns where real code scores less than it should', () => {
    const half = { held: 1, n: 2, estimate: 0.5, low: 0.09, high: 0.91, documents: 2, designEffect: 1 };
    const notice = trustNotice(
      withReal((real) => ({ ...real, delimiters: { ...real.delimiters, overall: half } })),
    );
    expect(notice.warning).toBe(true);
    expect(notice.text.replaceAll('\u00a0', ' ')).toContain('expected: 99.90 % of brackets');
  });

  it('says so where there is no real code to check it', () => {
    expect(trustNotice(loadFixture('text-only'))).toMatchObject({
      warning: false,
      text: 'No real code was measured, so nothing checks the checker.',
    });
  });
});
