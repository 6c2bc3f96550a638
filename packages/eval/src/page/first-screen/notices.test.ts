import { expect, it } from 'vitest';
import { describeResult } from '../build-report.ts';
import { plain, shareOf, withSubject } from '../testing/decided.ts';
import { loadFixture } from '../testing/load-fixture.ts';

const complete = loadFixture('complete');

it('warns where text collapses, and where real code scores less than it should', () => {
  expect(describeResult(complete)).toMatchObject({ guard: { warning: false }, trust: { warning: false } });
  expect(describeResult(loadFixture('edge')).guard).toMatchObject({
    ...{ warning: true, text: expect.stringContaining('91.7') },
  });
  const result = withSubject(complete, 'real', ({ delimiters }) => ({
    delimiters: { ...delimiters, overall: shareOf(0.5, 0.4) },
  }));
  const { trust } = describeResult(result);
  expect(trust.warning).toBe(true);
  expect(plain(trust.text)).toContain('expected: 99.90 % of brackets');
  expect(describeResult(loadFixture('text-only')).trust.text).toMatch(/^No real code was measured/);
});
