import { expect, it } from 'vitest';
import { compareContenders } from './compare-contenders.ts';
import type { DocumentScores, DocumentScoresParts } from './document-scores.ts';
import { foresee, gate } from './gate.ts';
import { contender, scores } from './testing/contenders.ts';

type Pairs = NonNullable<DocumentScores['pairs']>;

/** Documents with a pair at each distance up to 48; a memory of `window` characters, which wavers by document, has evidence of 3 nats. */
function keeping(
  run: string,
  window: number,
  waver = 0,
  more: Partial<DocumentScoresParts> = {},
): DocumentScores {
  const pairs = Array.from({ length: 12 }, (_, document): Pairs[number] => [
    `${document}.py`,
    Array.from({ length: 48 }, (_, index) => {
      const shows = index < window + waver * ((document % 3) - 1);
      return [index + 1, shows ? 1 : 0, shows ? 3 : 0];
    }),
  ]);
  return scores(run, [tallyOf(pairs)], { pairs, ...more });
}

const tallyOf = (pairs: Pairs): DocumentScores['tallies'][number] => ({
  measure: 'minimal-pairs',
  range: null,
  parts: pairs.map(([document, own]) => [
    document,
    own.filter(([, right]) => right === 1).length,
    own.length,
  ]),
});

async function answer(first: readonly DocumentScores[], second: readonly DocumentScores[], margin = 0.1) {
  const sides = [contender('before', ...first), contender('after', ...second)] as const;
  const compared = await compareContenders(sides, { seed: 1, kind: 'models' });
  return gate(...sides, compared, { margin, seed: 1 });
}

it('calls a memory shorter, not shorter by more than the margin, or neither', async () => {
  const shorter = await answer([keeping('a', 32)], [keeping('b', 20)]);
  expect(shorter).toMatchObject({ verdict: 'shorter', pairs: 576, documents: 12, seeds: [1, 1] });
  expect(shorter.by).toMatchObject({
    measure: 'half-life',
    before: expect.closeTo(32, 9),
    after: expect.closeTo(20, 9),
  });
  expect(shorter.by.ratio).toBeCloseTo(20 / 32, 9);
  // 5 % shorter in every document: shown to be shorter, and within 10 %; not within 2 %.
  expect((await answer([keeping('a', 40)], [keeping('b', 38)])).verdict).toBe('not shorter');
  expect((await answer([keeping('a', 40)], [keeping('b', 38)], 0.02)).verdict).toBe('shorter');
  expect((await answer([keeping('a', 20)], [keeping('b', 32)])).verdict).toBe('not shorter');
  const open = await answer([keeping('a', 24)], [keeping('b', 24, 12)]);
  expect(open).toMatchObject({ verdict: 'not decided', by: { measure: 'half-life' } });
  expect(open.wouldDecide!.pairs).toBeGreaterThan(576);
});

it('finds no difference between a model and itself, and does not judge beyond the farthest pair', async () => {
  const one = keeping('a', 48);
  for (const same of [one, keeping('b', 48)])
    expect(await answer([one], [same])).toMatchObject({ verdict: 'not shorter', isSame: true });
  const nats = keeping('c', 48).pairs!.map(([name, own]): Pairs[number] => [
    name,
    own.map(([distance, right]) => [distance, right, 2]),
  ]);
  // Both reach the farthest pair, in all resamples.
  expect(await answer([one], [keeping('c', 48, 0, { pairs: nats })])).toMatchObject({
    verdict: 'not shorter',
    isSame: false,
    by: { beyond: { before: true, after: true } },
  });
  // A range of at least 48 is not known to be at most 46 / 0.9.
  expect(await answer([one], [keeping('d', 46)], 0.05)).toMatchObject({
    by: { beyond: { before: true, after: false } },
    verdict: 'shorter',
  });
});

it('foresees what unlike models need: 2.5 / ∛pairs, and Student’s t over seeds', () => {
  const one = foresee({ pairs: 1000, seeds: [1, 1] }, 0.1);
  expect(Math.log(one.factor)).toBeCloseTo(0.25, 2);
  // (0.25 / 0.10536)³ · 1,000
  expect(one.wouldDecide!.pairs! / 13_360).toBeCloseTo(1, 1);
  expect(foresee({ pairs: 1e6, seeds: [3, 3] }, 0.1).wouldDecide!.seeds).toBeGreaterThan(12);
});

it('refuses other pairs, other versions, edited scores and models without pairs', async () => {
  const one = keeping('a', 32);
  const refusals: [DocumentScores, RegExp][] = [
    [scores('text', []), /two models with minimal pairs, got text without any/],
    [
      keeping('b', 32, 0, { versions: { longrange: '9.0.0' } }),
      /one version of longrange, got unknown and 9/,
    ],
    [{ ...one, pairs: keeping('b', 30).pairs }, /contradict their sums: edited or damaged/],
    [
      { ...one, pairs: one.pairs!.map(([name, own]) => [name, own.map(([, ...rest]) => [7, ...rest])]) },
      /same minimal pairs/,
    ],
  ];
  for (const [other, message] of refusals) {
    const sides = [contender('a', one), contender('b', other)] as const;
    expect(() => gate(...sides, [], { margin: 0.1, seed: 1 })).toThrow(
      expect.objectContaining({ message: expect.stringMatching(message), exitCode: 2 }),
    );
  }
});
