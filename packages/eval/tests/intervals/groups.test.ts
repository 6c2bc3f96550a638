import { isWhole } from '@longrange/code/testing';
import { describe, expect, it } from 'vitest';
import { pairedEvidence } from '../../src/comparison/test-differences.ts';
import { crossedDifference } from '../../src/statistics/crossed-difference.ts';
import { eachOnce, type NamedPart } from '../../src/statistics/parts.ts';
import { rangeRatio } from '../../src/statistics/range.ts';
import { alike, smith } from '../../src/statistics/ratio.ts';
import { partsOfValues } from '../../src/statistics/summaries.ts';
import { holds, Simulation } from './simulate.ts';

// The table of docs/calibration.md, "Groups of seeds", is printed with LONGRANGE_WHOLE=1. Where nothing differs, a false verdict is an interval without 0.
const timeout = 3_600_000;

/** Counts intervals with the truth. */
class Coverage {
  readonly #counts = new Map<string, { held: number; all: number }>();

  add(name: string, interval: Parameters<typeof holds>[0], truth = 0): void {
    const count = this.#counts.get(name) ?? { held: 0, all: 0 };
    this.#counts.set(name, { held: count.held + Number(holds(interval, truth)), all: count.all + 1 });
  }

  /** @param slack percentage points by which few results may miss */
  expectWithin(setting: string, least: number, most: number, slack: number): void {
    const found = [...this.#counts].map(([name, { held, all }]) => ({ name, percent: (100 * held) / all }));
    if (isWhole)
      console.log(setting, found.map(({ name, percent }) => `${name} ${percent.toFixed(1)}`).join(', '));
    for (const { name, percent } of found) {
      expect(percent, name).toBeGreaterThanOrEqual(least - slack);
      expect(percent, name).toBeLessThanOrEqual(most + slack);
    }
  }
}

interface Groups {
  /** Documents with pairs; a lognormal number of pairs each, as in the test split: median 13, σ = 1.64. */
  readonly documents: number;
  /** σ of the logarithm of the range over seeds: three seeds differ e^(1.7 σ)-fold. */
  readonly spread: readonly [number, number];
  /** Ratio of the second range to the first. */
  readonly ratio: number;
}

/** Brackets as models are asked about them: some documents, and some pairs, are harder for all models, and some documents for one way of training. */
function askedOf(simulation: Simulation, { documents }: Groups) {
  return Array.from({ length: documents }, (_, index) => {
    const hardness = 0.4 * simulation.normal();
    const ofWay = [0.2 * simulation.normal(), 0.2 * simulation.normal()];
    return Array.from({ length: Math.min(200, simulation.size(13, 1.64)) }, () => ({
      document: `${index}`,
      distance: Math.max(1, Math.round(Math.exp(2.6 + 1.4 * simulation.normal()))),
      logarithms: ofWay.map((own) => own + hardness + 0.4 * simulation.normal()),
      habit: 2 * Math.abs(simulation.normal()),
    }));
  }).flat();
}

type Asked = ReturnType<typeof askedOf>;

/** Evidence that falls with the distance to half of 8 nats at `scale`; a habit must be outweighed to decide. */
function answers(simulation: Simulation, asked: Asked, way: number, scale: number) {
  return asked.map(({ document, distance, logarithms, habit }) => {
    const half = scale * Math.exp(logarithms[way]!);
    const evidence = 8 / (1 + (distance / half) ** 1.5) + 0.7 * simulation.normal();
    return { document, distance, evidence, decides: Number(evidence > habit), shows: Number(evidence > 1) };
  });
}

type Answers = ReturnType<typeof answers>;
type Way = 'decides' | 'shows';
const ranged = (networks: readonly Answers[], way: Way) =>
  networks.map((pairs) =>
    pairs.map(({ document, distance, [way]: share }) => ({ document, distance, share })),
  );
const evidenceOf = (pairs: Answers) =>
  partsOfValues(pairs.map(({ document, evidence }) => ({ document, value: evidence })));

const SCALE = 12;

/** Logarithm of the range, of very many pairs: its mean over seeds. */
function meanLogarithm(way: Way, scale: number, spread: number): number {
  const simulation = new Simulation(77);
  const asked = askedOf(simulation, { documents: 3000, spread: [0, 0], ratio: 1 });
  const seeds = [-1.7321, 0, 1.7321].map((z) => {
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
  // Gauss–Hermite quadrature with three nodes.
  return (seeds[0]! + 4 * seeds[1]! + seeds[2]!) / 6;
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
    const { spread, ratio } = groups;
    const isNull = ratio === 1 && spread[0] === spread[1];
    const truthOf = (way: Way): number =>
      isNull
        ? 1
        : Math.exp(meanLogarithm(way, SCALE, spread[0]) - meanLogarithm(way, ratio * SCALE, spread[1]));
    const truth = { decides: truthOf('decides'), shows: truthOf('shows') };
    const coverage = new Coverage();
    for (let seed = 1; seed <= (isWhole ? 1000 : 10); seed++) {
      const simulation = new Simulation(1000 + seed);
      const asked = askedOf(simulation, groups);
      const networks = (way: 0 | 1) =>
        Array.from({ length: 3 }, () =>
          answers(simulation, asked, way, SCALE * ratio ** way * Math.exp(spread[way] * simulation.normal())),
        );
      const [first, second] = [networks(0), networks(1)];
      for (const way of ['decides', 'shows'] as const) {
        const found = rangeRatio(ranged(first, way), ranged(second, way), { seed, resamples: 100 });
        coverage.add(way, found!, truth[way]);
      }
      if (isNull) coverage.add('evidence', crossedDifference(first.map(evidenceOf), second.map(evidenceOf)));
    }
    coverage.expectWithin(name, 93, 99, isWhole ? 0 : 23);
  });

  it.each([30, 118])('bits of %i documents: 93 to 99 %', { timeout }, (documents) => {
    const coverage = new Coverage();
    const simulation = new Simulation(5);
    for (let result = 0; result < (isWhole ? 1000 : 60); result++) {
      const sizes = Array.from({ length: documents }, () => simulation.size(3000, 1.8));
      const own = sizes.map(() => 0.05 * simulation.normal());
      const networks = (sign: number) =>
        Array.from({ length: 3 }, () => {
          const bias = 0.02 * simulation.normal();
          return sizes.map((size, index) => ({
            numerator: size * (1.6 + (sign * own[index]!) / 2 + bias + 0.02 * simulation.normal()),
            denominator: size,
          }));
        });
      const [first, second] = [networks(1), networks(-1)];
      coverage.add('by document', crossedDifference(first.map(eachOnce), second.map(eachOnce)));
      coverage.add('by character', crossedDifference(first, second, alike));
    }
    coverage.expectWithin(`bits, ${documents} documents`, 93, 99, isWhole ? 0 : 7);
  });
});

describe('bits of two networks whose documents differ in size as those of the test split: lognormal, σ = 1.8', () => {
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
  const settings = (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((kind) =>
    [30, 118].map((documents) => [kind, documents] as const),
  );

  it.each(isWhole ? settings : settings.slice(6))(
    '%s, %i documents: 93 to 99 %',
    { timeout },
    (kind, documents) => {
      const coverage = new Coverage();
      for (let seed = 1; seed <= (isWhole ? 1000 : 60); seed++) {
        const simulation = new Simulation(seed);
        const parts = Array.from({ length: documents }, (_, index): NamedPart => {
          const denominator = simulation.size(3000, 1.8);
          return {
            document: `${index}`,
            numerator: denominator * kinds[kind](simulation, denominator),
            denominator,
          };
        });
        for (const [name, mean] of [
          ['by document', eachOnce(parts)],
          ['by character', parts],
        ] as const) {
          const differences = mean.map(({ numerator, denominator }) => ({
            difference: numerator,
            weight: denominator,
          }));
          coverage.add(name, pairedEvidence(differences, { seed, resamples: 399 }, alike).interval!);
        }
      }
      coverage.expectWithin(`${kind}, ${documents} documents`, 93, 99.6, isWhole ? 0.5 : 8);
    },
  );

  it('evidence of two networks: 93 to 99 %', () => {
    const coverage = new Coverage();
    for (let seed = 1; seed <= (isWhole ? 1000 : 40); seed++) {
      const simulation = new Simulation(seed);
      const asked = askedOf(simulation, { documents: 27, spread: [0, 0], ratio: 1 });
      const [first, second] = [0, 1].map((way) => evidenceOf(answers(simulation, asked, way, SCALE)));
      const differences = first!.map(({ numerator, denominator: weight }, index) => ({
        ...{ difference: numerator - second![index]!.numerator, weight },
      }));
      coverage.add('evidence', pairedEvidence(differences, { seed, resamples: 399 }, smith).interval!);
    }
    coverage.expectWithin('one network each', 93, 99, isWhole ? 0 : 8);
  });
});
