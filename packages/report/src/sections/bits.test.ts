import { expect, it } from 'vitest';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import type { Result } from '../document/types.ts';
import { bitsSection } from './bits.ts';

/** Intervals that overlap widely, and a paired test beside them. */
function withState(order: 'below' | 'undecided'): Result {
  const full = loadFixture('full');
  const [own, ...others] = full.bitsPerCharacter;
  const bits = (value: number) => ({ bits: value, low: value - 0.14, high: value + 0.14 });
  const test = full.comparisons.find(({ measure }) => measure === 'state')!;
  return {
    ...full,
    bitsPerCharacter: [{ ...own!, carried: bits(1.54), reset: { ...bits(1.601), every: 256 } }, ...others],
    comparisons: [{ ...test, ...{ difference: -0.061, low: -0.075, high: -0.048, order, documents: 32 } }],
  };
}

const words = (result: Result) => bitsSection(result)!.paragraphs.join(' ').replaceAll('\u00a0', ' ');

it('says what the documents decide, however much the intervals of the two overlap', () => {
  const text = words(withState('below'));
  expect(text).toContain('Further back helps: with its state reset every 256 characters it needs 1.601');
  expect(text).toContain('document by document the difference is −0.061 (−0.075 to −0.048)');
  expect(text).not.toContain('not decided');
  expect(words(withState('undecided'))).toContain('is not decided by 32 documents');
});

it('says nothing of what was not tested', () => {
  const untested = { ...withState('below'), comparisons: [] };
  expect(words(untested)).not.toMatch(/decided|helps|hurts|fewer than|more than|not told/);
});
