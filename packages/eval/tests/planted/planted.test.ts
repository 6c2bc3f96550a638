import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPythonParser, type SyntaxParser } from '../../src/index.ts';
import { probeContext } from '../../src/probes/effective-context.ts';
import { probePerturbation } from '../../src/probes/perturbation.ts';
import { type ProbePlan, planProbes } from '../../src/probes/plan-probes.ts';
import { probePredictor } from '../../src/probes/probe-predictor.ts';
import { chooseTargets } from '../../src/probes/targets.ts';
import { sumOf } from '../../src/statistics/cluster-variance.ts';
import { RandomStream } from '../../src/statistics/random.ts';
import { readStandardLibrary } from '../standard-library.ts';
import { bracketOracle, copier, recaller, uniform } from './oracles.ts';

describe('dependencies in code', () => {
  const documents = readStandardLibrary().filter((_, index) => index % 40 === 3);
  let parser: SyntaxParser;
  let plan: ProbePlan;

  beforeAll(async () => {
    parser = await createPythonParser();
    plan = await planProbes(documents, {
      parser,
      seed: 1,
      swaps: { perBucket: 20 },
      stretched: { perBucket: 40, furthest: 4096 },
      context: { runs: 2, longestContext: 16 },
      perturbation: { runs: 2, longestContext: 32 },
    });
  });
  afterAll(() => parser.dispose());

  const closersOf = async (model: Parameters<typeof probePredictor>[0]) =>
    (await probePredictor(model, plan)).probes.closers;

  it.each([128, 2048])('a stack that forgets at %i characters reaches so far', async (d) => {
    const { stretched } = await closersOf(bracketOracle(d));
    const shares = stretched!.byDistance.map(({ from, estimate }) => [from, estimate]);
    expect(shares).toEqual(stretched!.byDistance.map(({ from }) => [from, from < d ? 1 : 0]));
  });

  it.each([8, 32, 100])('the swap finds in natural code that it forgets at %i', async (d) => {
    const { probes } = await probePredictor(bracketOracle(d), plan);
    const { range } = probes.swaps.reading.find(({ kind }) => kind === 'closer')!.natural!;
    expect(range.near!.share).toBe(1);
    expect(range.low!.characters).toBeLessThanOrEqual(d - 1);
    expect(range.high!.characters).toBeGreaterThanOrEqual(d - 1);
    expect(range.high!.characters / range.low!.characters).toBeLessThan(1.5);
  });

  it('a perfect stack reaches the largest bucket, as far as there are data', async () => {
    const { natural, stretched } = await closersOf(bracketOracle(Number.POSITIVE_INFINITY));
    expect(stretched!.overall).toMatchObject({ estimate: 1 });
    expect(natural.overall).toMatchObject({ estimate: 1 });
    for (const { value } of stretched!.probability) expect(value).toBeCloseTo(0.98, 6);
  });

  it('who guesses evenly is right in both twins never, and nothing is measurable', async () => {
    const { probes } = await probePredictor(uniform, plan);
    for (const { natural, stretched } of probes.swaps.reading) {
      for (const form of [natural, stretched]) {
        if (form === null) continue;
        for (const { held } of form.byDistance) expect(held).toBe(0);
        for (const { value } of form.evidence) expect(value).toBeCloseTo(0, 6);
        expect(form.range).toMatchObject({ range: null });
      }
    }
  });

  it.each(['quote', 'dedent', 'clause', 'identifier'] as const)(
    'finds how far a stretched %s is recalled',
    async (kind) => {
      for (const d of [256, 1024]) {
        const asked = plan.stretched.flatMap(({ between, before }) => [between, before]);
        const { probes } = await probePredictor(recaller(d, asked), plan);
        const { range, byDistance } = probes.swaps.reading.find((one) => one.kind === kind)!.stretched!;
        expect(byDistance.map(({ estimate }) => estimate)).toEqual(
          byDistance.map(({ from }) => Number(from < d)),
        );
        expect(range.range!.side).toBe('at');
        expect(range.range!.characters).toBeLessThan(d);
        expect(range.high!.characters).toBeGreaterThanOrEqual(d - 1);
      }
    },
  );
});

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
  const targetsOf = (lag: number) =>
    chooseTargets(
      [1, 2, 3].map((seed) => ({ name: `document ${seed}`, text: repeating(lag, seed) })),
      { runs: 60, longestContext: 1024, seed: 1 },
    );

  it.each([
    [1, 1],
    [8, 8],
    [64, 64],
    [70, 128],
    [100, 128],
    [512, 512],
  ])('what depends on the character %i back has an effective context of %i', async (lag, expected) => {
    const { effectiveContext, pastMemory, figures } = await probeContext(
      copier(lag, alphabet),
      targetsOf(lag),
    );
    expect(effectiveContext).toMatchObject({ effective: expected, targets: 960 });
    // Nothing is left to chance here: the interval is a point.
    expect(effectiveContext).toMatchObject({ effectiveLow: expected, effectiveHigh: expected });
    for (const { n, value } of effectiveContext.byContext) {
      if (n + n / 8 < lag) expect(value).toBeCloseTo(2, 5);
    }
    for (const { range, parts } of figures) {
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
    const { perturbation, figures } = await probePerturbation(copier(64, alphabet), targetsOf(64), 1);
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
