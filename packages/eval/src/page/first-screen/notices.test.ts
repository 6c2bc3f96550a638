import { describe, expect, it } from 'vitest';
import { describeResult } from '../build-report.ts';
import { plain, shareOf, withSubject } from '../testing/decided.ts';
import { loadFixture } from '../testing/load-fixture.ts';

describe('guardNotice', () => {
  it('is calm where nothing collapses and warns where something does', () => {
    expect(describeResult(loadFixture('complete')).guard).toMatchObject({ warning: false });
    const edge = describeResult(loadFixture('edge')).guard;
    expect(edge.warning).toBe(true);
    expect(edge.text).toContain('91.7');
  });
});

describe('trustNotice', () => {
  it('vouches for the checker where real code passes', () => {
    expect(describeResult(loadFixture('complete')).trust).toMatchObject({ warning: false });
  });

  it('warns where real code scores less than it should', () => {
    const result = withSubject(loadFixture('complete'), 'real', ({ delimiters }) => ({
      delimiters: { ...delimiters, overall: shareOf(0.5, 0.4) },
    }));
    const notice = describeResult(result).trust;
    expect(notice.warning).toBe(true);
    expect(plain(notice.text)).toContain('expected: 99.90 % of brackets');
  });

  it('says so where there is no real code to check it', () => {
    expect(describeResult(loadFixture('text-only')).trust).toMatchObject({
      warning: false,
      text: 'No real code was measured, so nothing checks the checker.',
    });
  });
});
