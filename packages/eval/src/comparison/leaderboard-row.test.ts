import { describe, expect, it } from 'vitest';
import type { DocumentScores } from './document-scores.ts';
import {
  type LeaderboardRow,
  makeLeaderboardRow,
  parseLeaderboardRow,
  requireSameItems,
} from './leaderboard-row.ts';
import { brackets, good } from './testing/contenders.ts';
import { windowScores } from './testing/windows.ts';

const measured = windowScores('mine', { window: 20 });
const origin = { command: 'longrange eval', trainedOn: null };
const row = makeLeaderboardRow(measured, origin);
const copy = (): LeaderboardRow => structuredClone(row);
const withPairs = (change: (pairs: NonNullable<DocumentScores['pairs']>) => void): DocumentScores => {
  const { pairs, ...rest } = structuredClone(measured);
  change(pairs!);
  return { ...rest, pairs };
};

describe('a row of the leaderboard', () => {
  it('keeps pairs and bits, and the overlap of the text it was measured on', () => {
    const contamination = (['test', 'projects'] as const).map((split) => ({
      split,
      characters: 9,
      copies: [],
    }));
    const more = makeLeaderboardRow(
      { ...measured, tallies: [...measured.tallies, brackets(good)] },
      { ...origin, contamination },
    );
    expect(more.tallies.map(({ measure }) => measure)).toEqual(['bits-carried']);
    expect(more.copies).toEqual(contamination[0]);
    expect(parseLeaderboardRow(JSON.stringify(more))).toEqual(more);
  });

  it.each<[string, (edited: LeaderboardRow) => void, string]>([
    ['a figure', ({ pairs }) => pairs![0]![1][0]!.splice(2, 1, 9), 'one that was edited'],
    ['its origin', (edited) => Object.assign(edited, { trainedOn: 'another' }), 'one that was edited'],
    ['its version', (edited) => Object.assign(edited, { formatVersion: 1 }), 'got version 1'],
    ['its kind', (edited) => Object.assign(edited, { format: 'longrange-result' }), 'got "longrange-result"'],
    ['a field', (edited) => Object.assign(edited, { command: undefined }), 'command'],
  ])('is refused with another than was written: %s', (_, edit, message) => {
    const edited = copy();
    edit(edited);
    expect(() => parseLeaderboardRow(JSON.stringify(edited))).toThrow(message);
  });

  it.each<[string, () => DocumentScores, string]>([
    [
      'right without evidence',
      () => withPairs((pairs) => pairs[0]![1][0]!.splice(2, 1, -1)),
      'evidence above 0 where both texts are right, got -1 at 1 characters in 0.py',
    ],
    ['no evidence', () => withPairs((pairs) => pairs[0]![1][0]!.splice(2, 1, null)), 'evidence missing'],
    [
      'other answers than its range',
      () =>
        withPairs((pairs) => {
          for (const [, own] of pairs) for (const pair of own) pair.splice(1, 2, pair[0] <= 30 ? 1 : 0, 4);
        }),
      'the stated range, 20, got 30',
    ],
    ['no bits', () => ({ ...measured, tallies: [] }), 'bits per character, got none'],
    [
      'bits that only copies have',
      () => ({
        ...measured,
        tallies: measured.tallies.map((one) => ({ ...one, parts: [['a.py', 1, 100]] })),
      }),
      'got 0.010',
    ],
  ])('is refused as implausible: %s', (_, scores, message) => {
    expect(() => makeLeaderboardRow(scores(), origin)).toThrow(message);
  });

  it('answers the items of the others, whatever it answers', () => {
    const other = makeLeaderboardRow(windowScores('other', { window: 9 }), origin);
    expect(() => requireSameItems(other, row)).not.toThrow();
    const { heldOut } = measured;
    const elsewhere = windowScores(
      'elsewhere',
      { window: 9 },
      { heldOut: { ...heldOut, sha256: 'another' } },
    );
    const fewer = withPairs((pairs) => pairs.splice(12));
    for (const scores of [elsewhere, { ...fewer, ranges: measured.ranges }])
      expect(() => requireSameItems(makeLeaderboardRow(scores, origin), row)).toThrow(
        /^Expected answers about 1536 pairs of 24 documents \(SHA-256 \w{12}…\), got /,
      );
  });
});
