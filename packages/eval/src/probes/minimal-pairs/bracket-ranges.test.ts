import { expect, it } from 'vitest';
import { summarizeWriting } from './generate-pairs.ts';
import { bracketRanges, summarizeNatural } from './score-pairs.ts';

it('ends at 4,096 characters where what was asked goes on, so that it stands beside that of others', () => {
  const distances = [2, 40, 600, 3000, 5000, 9000].flatMap((distance) => Array<number>(20).fill(distance));
  const all = distances.map((distance, index) => ({
    ...{ document: `${index % 20}.py`, distance, pairDistance: distance },
    // Right as far as 5,000.
    isRight: distance <= 5000,
  }));
  const read = all.map((one) => ({ ...one, kind: 'closer' as const, evidence: 2, moved: 1 }));
  // What was cut at 3,000 is closed a little later.
  const written = all.map(({ isRight, ...one }) => ({
    ...{ ...one, distance: one.distance + 1, share: Number(isRight) },
    outcome: 'right' as const,
    evidence: 2,
  }));
  const rangesOf = (maxDistance: number) => {
    const near = <T extends { readonly pairDistance: number }>(some: readonly T[]) =>
      some.filter(({ pairDistance }) => pairDistance < maxDistance);
    const natural = summarizeNatural(near(read), 1);
    const generation = summarizeWriting(near(written), { temperature: 0.8, length: 9, seed: 1 });
    const minimalPairs = {
      scoring: [{ kind: 'closer' as const, natural, lengthControlled: null }],
      generation: [generation],
    };
    return { natural, generation, ranges: bracketRanges(minimalPairs, 0.8) };
  };
  const [usual, farther] = [rangesOf(4096), rangesOf(32_768)];
  expect(usual.natural).not.toHaveProperty('usualRange');
  expect(usual.generation).not.toHaveProperty('usualRange');
  const places = [farther.natural, farther.generation].map(({ range }) => range.range!.characters);
  expect(places).toEqual([5000, 5001]);
  expect(farther.ranges).toEqual(usual.ranges);
  expect(farther.ranges.scoring!.range).toEqual({ side: 'after', characters: 3000 });
});
