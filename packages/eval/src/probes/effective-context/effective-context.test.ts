import { RandomStream } from '@longrange/code';
import { describe, expect, it } from 'vitest';
import { fromNextCharacter } from '../../models/from-next-character.ts';
import { sumOf } from '../../statistics/ratio.ts';
import { probePerturbation } from '../perturbation/perturbation.ts';
import { chooseTargets } from '../targets.ts';
import { probeContext } from './effective-context.ts';

describe('dependencies in letters that come again', () => {
  /** Random letters, each of which comes again `lag` places later, with few exceptions. */
  function repeating(lag: number, seed: number): string {
    const random = new RandomStream(seed);
    const letters: string[] = [];
    for (let i = 0; i < 12_000; i++) {
      const again = i >= lag && random.nextFloat() < 0.95;
      letters.push(again ? letters[i - lag]! : 'abcd'[random.nextInteger(4)]!);
    }
    return letters.join('');
  }
  const alphabet = [...'abcd'];
  /** Knows that the character `lag` places back comes again, where it can see it; 0.02 are left for the others. */
  const copier = (lag: number) =>
    fromNextCharacter(
      (text) =>
        alphabet.map((letter) => (text.length < lag ? 1 / 4 : text.at(-lag) === letter ? 0.98 : 0.02 / 3)),
      { alphabet },
    );
  const targetsOf = (lag: number) =>
    chooseTargets(
      [1, 2, 3].map((seed) => ({ path: `document ${seed}`, text: repeating(lag, seed) })),
      { runs: 60, longestContext: 1024, seed: 1 },
    );

  it.each([
    [1, 1],
    [64, 64],
    [70, 128],
    [512, 512],
  ])('what depends on the character %i back has an effective context of %i', async (lag, expected) => {
    const { effectiveContext, pastMemory, figures } = await probeContext(copier(lag), targetsOf(lag));
    // Nothing is left to chance here: the interval is a point.
    const interval = { effectiveLow: expected, effectiveHigh: expected };
    expect(effectiveContext).toMatchObject({ effective: expected, ...interval, targets: 960 });
    for (const { n, value } of effectiveContext.byContext) {
      if (n + n / 8 < lag) expect(value).toBeCloseTo(2, 5);
    }
    for (const { range, parts } of figures.filter(({ measure }) => measure === 'context')) {
      const { numerator, denominator } = sumOf(parts);
      const shown = effectiveContext.byContext.find(({ n }) => n === range?.to) ?? effectiveContext.all;
      expect(denominator).toBe(960);
      expect(numerator / denominator).toBeCloseTo(shown.value, 9);
    }
    for (const { context, value } of pastMemory.byContext) {
      // ½ (0.98 − 0.25 + 3 (0.25 − 0.02 / 3))
      if (context + context / 8 < lag) expect(value).toBeCloseTo(0.73, 5);
      if (context >= lag) expect(value).toBe(0);
    }
  });

  it('spoiling text costs as long as it reaches the character that counts', async () => {
    const { perturbation, figures } = await probePerturbation(copier(64), targetsOf(64), 1);
    expect(perturbation.map(({ kind }) => kind)).toEqual(['shuffle', 'reverse', 'replace']);
    for (const { kind, byDistance } of perturbation) {
      expect(byDistance.map(({ beyond }) => beyond)).toEqual([16, 32, 64, 128, 256, 512]);
      for (const { beyond, value } of byDistance) {
        if (beyond < 64) expect(value).toBeGreaterThan(1);
        else expect(value).toBe(0);
        const figure = figures.find(
          ({ measure, range }) => measure === `cost/${kind}` && range!.from === beyond,
        );
        const { numerator, denominator } = sumOf(figure!.parts);
        expect(numerator / denominator).toBeCloseTo(value, 9);
      }
    }
  });
});
