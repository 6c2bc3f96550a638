import { isWhole } from '@longrange/code/testing';
import { describe, expect, it } from 'vitest';
import { pairedEvidence } from '../../src/comparison/test-differences.ts';
import { crossedDifference } from '../../src/statistics/crossed-difference.ts';
import { eachOnce } from '../../src/statistics/parts.ts';
import { meanRange, rangeRatio } from '../../src/statistics/range.ts';
import { alike } from '../../src/statistics/ratio.ts';
import { partsOfValues } from '../../src/statistics/summaries.ts';
import { holds, Simulation } from './simulate.ts';
import { answers, askedOf } from './ways.ts';

// With LONGRANGE_WHOLE=1 it prints all tables. Where nothing differs, an interval without the truth, 0, is a false verdict.
const timeout = 3_600_000;
type Intervals = Record<string, Parameters<typeof holds>[0]>;

/** Expects that so many percent of the intervals of each name hold the truth, which is 0 by default; a few results may miss it by `slack` points. */
function expectCovered(
  setting: string,
  [few, slack, many = 1000]: readonly [few: number, slack: number, many?: number],
  intervalsOf: (seed: number) => Intervals,
  truths: Readonly<Record<string, number>> = {},
): void {
  const results = Array.from({ length: isWhole ? many : few }, (_, seed) => intervalsOf(seed + 1));
  const percent = Object.keys(results[0]!).map((name) => {
    const held = results.filter((one) => holds(one[name]!, truths[name] ?? 0)).length;
    return [name, (100 * held) / results.length] as const;
  });
  if (isWhole) console.log(setting, Object.fromEntries(percent));
  for (const [name, one] of percent) {
    expect(one, name).toBeGreaterThanOrEqual(93 - (isWhole ? 0.5 : slack));
    // By character few documents decide: too wide with 30 of them.
    expect(one, name).toBeLessThanOrEqual(isWhole && name !== 'by character' ? 99 : 100);
  }
}

interface Groups {
  readonly documents: number;
  /** σ of the logarithm of the range over seeds: three seeds differ e^(1.7 σ)-fold. */
  readonly spread: readonly [number, number];
  /** Ratio of the second range to the first. */
  readonly ratio: number;
}

type Answers = ReturnType<typeof answers>;
type Way = 'decides' | 'shows';
const ranged = (networks: readonly Answers[], way: Way) =>
  networks.map((pairs) =>
    pairs.map(({ document, distance, [way]: share }) => ({ document, distance, share })),
  );

const SCALE = 12;

/** Logarithm of the range of very many pairs, as a mean over seeds by Gauss–Hermite quadrature with three nodes. */
function meanLogarithm(way: Way, scale: number, spread: number): number {
  const simulation = new Simulation(77);
  const asked = askedOf(simulation, 3000);
  const [low, middle, high] = [-1.7321, 0, 1.7321].map((z) => {
    const pairs = answers(simulation, asked, 0, scale * Math.exp(spread * z));
    const near = pairs.filter(({ distance }) => distance < 8);
    const theta = near.reduce((sum, pair) => sum + pair[way], 0) / near.length / 2;
    let [sum, greatest, range] = [0, 0, 1];
    for (const pair of pairs.sort((a, b) => a.distance - b.distance)) {
      sum += pair[way] - theta;
      if (sum >= greatest) [greatest, range] = [sum, pair.distance];
    }
    return Math.log(range);
  });
  return (low! + 4 * middle! + high!) / 6;
}

describe('two groups of three seeds, over seeds and documents', () => {
  const settings: [string, Groups][] = [
    ['ranges 1.6-fold', { documents: 27, spread: [0.28, 0.28], ratio: 1 }],
    ['3-fold', { documents: 27, spread: [0.65, 0.65], ratio: 1 }],
    ['1.6-fold beside 3-fold', { documents: 27, spread: [0.28, 0.65], ratio: 1 }],
    ['3-fold, 70 documents', { documents: 70, spread: [0.65, 0.65], ratio: 1 }],
    ['1.6-fold, twice as far', { documents: 27, spread: [0.28, 0.28], ratio: 2 }],
    ['3-fold, 70 documents, twice as far', { documents: 70, spread: [0.65, 0.65], ratio: 2 }],
  ];

  it.each(isWhole ? settings : settings.slice(0, 1))('%s: 93 to 99 %', { timeout }, (name, groups) => {
    const { documents, spread, ratio } = groups;
    const isNull = ratio === 1 && spread[0] === spread[1];
    const truthOf = (way: Way): number =>
      isNull
        ? 1
        : Math.exp(meanLogarithm(way, SCALE, spread[0]) - meanLogarithm(way, ratio * SCALE, spread[1]));
    const intervalsOf = (seed: number): Intervals => {
      const simulation = new Simulation(1000 + seed);
      const asked = askedOf(simulation, documents);
      const [first, second] = ([0, 1] as const).map((way) =>
        Array.from({ length: 3 }, () =>
          answers(simulation, asked, way, SCALE * ratio ** way * Math.exp(spread[way] * simulation.normal())),
        ),
      ) as [Answers[], Answers[]];
      const ratioOf = (way: Way) =>
        rangeRatio(ranged(first, way), ranged(second, way), { seed, resamples: 100 })!;
      const ownOf = (way: Way) => {
        const { low, high } = meanRange(ranged(first, way), { seed, resamples: 100 })!;
        return { low: low ?? 0, high: high ?? Number.POSITIVE_INFINITY };
      };
      return {
        decides: ratioOf('decides'),
        shows: ratioOf('shows'),
        ...(isWhole && {
          'decides, own': ownOf('decides'),
          'shows, own': ownOf('shows'),
        }),
        ...(isNull && { evidence: crossedDifference(first.map(partsOfValues), second.map(partsOfValues)) }),
      };
    };
    const own = (way: Way) => (isWhole ? Math.exp(meanLogarithm(way, SCALE, spread[0])) : 0);
    expectCovered(name, [10, 23], intervalsOf, {
      decides: truthOf('decides'),
      shows: truthOf('shows'),
      'decides, own': own('decides'),
      'shows, own': own('shows'),
    });
  });

  it.each([30, 118])('bits of %i documents: 93 to 99 %', { timeout }, (documents) => {
    expectCovered(`bits, ${documents} documents`, [60, 7, 10_000], (seed) => {
      const simulation = new Simulation(seed);
      const sizes = Array.from({ length: documents }, () => simulation.size(3000, 1.8));
      const own = sizes.map(() => 0.05 * simulation.normal());
      const [first, second] = [1, -1].map((sign) =>
        Array.from({ length: 3 }, () => {
          const bias = 0.02 * simulation.normal();
          return sizes.map((size, index) => ({
            numerator: size * (1.6 + (sign * own[index]!) / 2 + bias + 0.02 * simulation.normal()),
            denominator: size,
          }));
        }),
      );
      return {
        'by document': crossedDifference(first!.map(eachOnce), second!.map(eachOnce)),
        'by character': crossedDifference(first!, second!, alike),
      };
    });
  });
});

describe('bits of two networks whose documents differ in size as those of the test split', () => {
  /** Difference in bits of a document, 0 on average. */
  const kinds = {
    normal: (simulation: Simulation) => 0.1 * simulation.normal(),
    'steadier in large documents': (simulation: Simulation, size: number) =>
      0.1 * (3000 / size) ** 0.25 * simulation.normal(),
    skewed: (simulation: Simulation) => 0.1 * (Math.exp(0.8 * simulation.normal()) - Math.exp(0.32)),
    'a table in sixty': (simulation: Simulation, size: number) =>
      (simulation.uniform() < 1 / 60 ? 1 : -0.03 + 0.1 * (7000 / size) ** 0.25 * simulation.normal()) +
      (0.03 - 1.03 / 60),
  };
  const settings = Object.entries(kinds).flatMap(([kind, own]) =>
    [30, 118].map((documents) => [kind, documents, own] as const),
  );

  it.each(isWhole ? settings : settings.slice(6))('%s, %i documents', { timeout }, (kind, documents, own) => {
    expectCovered(`${kind}, ${documents} documents`, [60, 8], (seed) => {
      const simulation = new Simulation(seed);
      const parts = Array.from({ length: documents }, () => {
        const denominator = simulation.size(3000, 1.8);
        return { numerator: denominator * own(simulation, denominator), denominator };
      });
      const intervalOf = (mean: typeof parts) =>
        pairedEvidence(mean, { seed, resamples: 399 }, alike).interval!;
      return { 'by document': intervalOf(eachOnce(parts)), 'by character': intervalOf(parts) };
    });
  });
});
