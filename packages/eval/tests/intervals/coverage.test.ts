import { isWhole } from '@longrange/code/testing';
import { describe, expect, it } from 'vitest';
import { effectiveOf } from '../../src/probes/effective-context/effective-context.ts';
import { clusteredProportion } from '../../src/statistics/clusters.ts';
import { nestedDifference } from '../../src/statistics/crossed-difference.ts';
import { pairedDifference } from '../../src/statistics/permutation.ts';
import { clusteredRatio } from '../../src/statistics/ratio.ts';
import { meanOverDocuments } from '../../src/statistics/summaries.ts';
import { holds, percentOf, Simulation } from './simulate.ts';

// Nominal 95 %. The settings, and what other intervals make of them, are in docs/decisions.md, 14. By default every third setting is simulated, less often.
const RESULTS = isWhole ? 1000 : 200;
const sweep = <T>(settings: readonly T[]) => settings.filter((_, index) => isWhole || index % 3 === 0);

function expectCovered(
  [low, high]: readonly [number, number],
  isRight: (result: number) => boolean,
  results = RESULTS,
) {
  const slack = isWhole ? 0 : 2;
  const percent = percentOf(results, isRight);
  expect(percent).toBeGreaterThanOrEqual(low - slack);
  expect(percent).toBeLessThanOrEqual(high + slack);
}

it.each(
  sweep<[number, number, number, [number, number]]>([
    [0.5, 0.02, 70, [93, 98.5]],
    [0.5, 0.1, 130, [93, 98.5]],
    [0.8, 0.1, 70, [93, 98.5]],
    [0.8, 0.2, 30, [93, 98.5]],
    [0.95, 0.1, 70, [93, 98.5]],
    [0.95, 0.2, 130, [93, 98.5]],
    [0.99, 0.02, 70, [93, 98.5]],
    // Near 1, where few documents break anything.
    [0.99, 0.2, 30, [92, 100]],
    [0.99, 0.2, 70, [90, 98]],
    [0.99, 0.2, 130, [86, 97]],
  ]),
)('shares of %f, cases that correlate by %f, %i documents: %o %', (share, correlation, documents, bounds) => {
  const simulation = new Simulation(1);
  expectCovered(bounds, () =>
    holds(clusteredProportion(simulation.shares(documents, share, correlation)), share),
  );
});

describe('bits per character', () => {
  const own = {
    normal: (simulation: Simulation) => 1.6 + 0.3 * simulation.normal(),
    // With the same mean and standard deviation.
    skewed: (simulation: Simulation) => 1 + Math.exp(Math.log(0.6) - 0.1116 + 0.4724 * simulation.normal()),
    'steadier in large documents': (simulation: Simulation, size: number) =>
      1.6 + 0.3 * (7000 / size) ** 0.25 * simulation.normal(),
  };
  const kinds = Object.keys(own) as (keyof typeof own)[];
  const settings = kinds.flatMap((kind) => [30, 70, 130].map((documents) => [kind, documents] as const));

  it.each(sweep(settings))('%s, %i documents: 93 to 98 %', (kind, documents) => {
    const simulation = new Simulation(4);
    expectCovered([93, 98], () => {
      const parts = Array.from({ length: documents }, () => {
        const size = simulation.size();
        return { numerator: size * own[kind](simulation, size), denominator: size };
      });
      return holds(clusteredRatio(parts), 1.6);
    });
  });
});

it('two ways of training, by samples, which are nested in seeds: 93 to 98 %', () => {
  const simulation = new Simulation(7);
  const side = () =>
    Array.from({ length: 5 }, () => {
      const bias = 0.03 * simulation.normal();
      return Array.from({ length: 32 }, () => ({
        numerator: 4096 * (0.8 + bias + 0.1 * simulation.normal()),
        denominator: 4096,
      }));
    });
  expectCovered([93, 98], () => holds(nestedDifference(side(), side()), 0));
});

it('the difference of two predictors, paired by document, signs flipped: 92 to 97 %', () => {
  const simulation = new Simulation(8);
  expectCovered([92, 97], (seed) => {
    const parts = Array.from({ length: 70 }, () => {
      const denominator = simulation.size();
      return { numerator: denominator * (0.1 + 0.1 * simulation.normal()), denominator };
    });
    return holds(pairedDifference(parts, { seed, resamples: 499 }).interval!, 0.1);
  });
});

it('n*, of runs of targets whose documents differ in how much the far text tells: 93 to 100 %', () => {
  const simulation = new Simulation(9);
  const contexts = Array.from({ length: 10 }, (_, index) => 2 ** index);
  const [targets, documents] = [1280, 40];
  // Bits that reading only the last n characters costs on average: less than 1 % of 1.6 from 64 on.
  const excess = (n: number) => 0.6 / n ** 0.9;
  const of = (target: number) => Math.floor((target * documents) / targets);
  const mean = (values: ArrayLike<number>) =>
    meanOverDocuments(Array.from(values, (value, target) => ({ document: `${of(target)}`, value })));
  const isRight = () => {
    const factors = Array.from({ length: documents }, () => Math.exp(0.6 * simulation.normal() - 0.18));
    const hardness = Array.from({ length: documents }, () => 1.6 + 0.3 * simulation.normal());
    const whole = Float64Array.from(
      { length: targets },
      (_, target) => hardness[of(target)]! + simulation.normal(),
    );
    const cut = contexts.map((n) => ({
      bits: whole.map(
        (bits, target) =>
          bits + excess(n) * factors[of(target)]! + 0.5 * Math.sqrt(excess(n)) * simulation.normal(),
      ),
    }));
    const { effectiveLow, effectiveHigh } = effectiveOf(contexts, cut, { bits: whole }, mean);
    const ends = [effectiveLow, effectiveHigh].map((end) => end ?? Number.POSITIVE_INFINITY);
    return Math.min(...ends) <= 64 && 64 <= Math.max(...ends);
  };
  expectCovered([93, 100], isRight, isWhole ? 300 : 40);
});
