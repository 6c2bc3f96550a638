import { describe, expect, it } from 'vitest';
import { plain, shareOf, withSubject } from '../../testing/decided.ts';
import { loadFixture } from '../../testing/load-fixture.ts';
import { guardNotice } from './guard.ts';
import { trustNotice } from './trust.ts';

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
    const result = withSubject(loadFixture('complete'), 'real', ({ delimiters }) => ({
      delimiters: { ...delimiters, overall: shareOf(0.5, 0.4) },
    }));
    const notice = trustNotice(result);
    expect(notice.warning).toBe(true);
    expect(plain(notice.text)).toContain('expected: 99.90 % of brackets');
  });

  it('says so where there is no real code to check it', () => {
    expect(trustNotice(loadFixture('text-only'))).toMatchObject({
      warning: false,
      text: 'No real code was measured, so nothing checks the checker.',
    });
  });
});
