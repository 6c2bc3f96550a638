import { expect, it } from 'vitest';
import { rankScores } from './rank-scores.ts';
import { windowScores } from './testing/windows.ts';

it('orders models by half-life, and names the first one below that is shown to differ', () => {
  const ranked = rankScores(
    [
      windowScores('short', { window: 12, spread: 3 }),
      windowScores('weak', { window: 60, nats: 0.9 }),
      windowScores('long', { window: 42, spread: 12, seed: 2 }),
      windowScores('nearly as long', { window: 40, spread: 12, seed: 3 }),
    ],
    1,
  );
  // Without a nat nearby there is nothing to halve: last, whatever its window.
  expect(ranked.map(({ index }) => index)).toEqual([2, 3, 0, 1]);
  expect(ranked.map(({ shownBelow }) => shownBelow)).toEqual([0, 0, null, null]);
  expect(ranked[3]!.halfLife).toMatchObject({ range: null, notMeasurable: 'near' });
});

it('measures what a memory of exactly 20 characters has, on either side of line 32', () => {
  const [exact] = rankScores([windowScores('exact', { window: 20 })], 1);
  expect(exact!.halfLife).toMatchObject({ range: { side: 'at', characters: 20 }, n: 24 * 64, documents: 24 });
  expect(exact!.onOneLine.shows.range).toEqual({ side: 'at', characters: 20 });
  expect(exact!.onOneLine.decides.range).toEqual({ side: 'at', characters: 20 });
  expect(exact!.overSeveral.shows.range).toEqual({ side: 'before', characters: 33 });
  // 1.5 + the mean of 0 to 0.23.
  expect(exact!.bits.estimate).toBeCloseTo(1.615, 12);
});

it('claims no order among models that do not differ', () => {
  const same = Array.from({ length: 4 }, (_, index) =>
    windowScores(`${index}`, { window: 30, spread: 20, seed: index }),
  );
  expect(rankScores(same, 1).map(({ shownBelow }) => shownBelow)).toEqual([null, null, null, null]);
});
