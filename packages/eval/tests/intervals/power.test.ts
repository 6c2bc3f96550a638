import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { isWhole } from '@longrange/code/testing';
import { expect, it } from 'vitest';
import type { DocumentScores } from '../../src/comparison/document-scores.ts';
import { KEPT_HALF_LIVES } from '../../src/comparison/gate.ts';
import type { RangeMeasure } from '../../src/comparison/measures.ts';
import { rangedPairs } from '../../src/comparison/pairs.ts';
import { crossedDifference, ofMean } from '../../src/statistics/crossed-difference.ts';
import { LEAST_EVIDENCE } from '../../src/statistics/half-life.ts';
import type { RangedPair } from '../../src/statistics/pair-table.ts';
import { eachOnce, groupBy } from '../../src/statistics/parts.ts';
import { holm } from '../../src/statistics/permutation.ts';
import { meanRange, rangeRatio } from '../../src/statistics/range.ts';
import { studentCritical } from '../../src/statistics/student-t.ts';
import { Simulation } from './simulate.ts';
import { answers, askedOf } from './ways.ts';

// How often two ways of training are shown to differ: the table in docs/comparing.md, "How many seeds and documents". With LONGRANGE_WHOLE=1 it
// is printed, with the deviations of the kept scores.
const timeout = 3_600_000;
const DOCUMENTS = 100;

type Network = readonly RangedPair[];
type Kept = Pick<DocumentScores, 'pairs'>;

/** Standard deviations of the logarithm of a range as kept scores have them: of the ratio of two ways in one document, and over the seeds of a way. */
const KEPT = { documents: 0.8, seeds: 0.17 };
/** Deviations of the simulated memories, chosen so that their ranges deviate as `KEPT` says: few pairs add the rest. */
const SIMULATED = { documents: 0.05, seeds: 0.14 };
/** Distance at which the evidence of a simulated memory has halved: it shows for about 60 characters. */
const SCALE = 16;

/** Simulates two ways of training, the second with a memory `factor` times as long, and returns which of the primary family are shown. */
function shownOf(seed: number, seeds: number, factor: number) {
  const simulation = new Simulation(seed);
  const ways = networksOf(simulation, seeds, factor);
  const bits = bitsOf(simulation, seeds);
  const family = {
    shows: rangeRatio(ways[1]!.shows, ways[0]!.shows, { seed, resamples: 100 })!,
    halfLife: rangeRatio(ways[1]!.halfLife, ways[0]!.halfLife, {
      seed,
      resamples: 100,
      least: LEAST_EVIDENCE,
    })!,
    decides: rangeRatio(ways[1]!.decides, ways[0]!.decides, { seed, resamples: 100 })!,
    bits: crossedDifference(bits[1]!, bits[0]!),
  };
  const adjusted = holm(Object.values(family).map(({ pValue }) => pValue));
  return Object.keys(family).filter((_, index) => adjusted[index]! < 0.05);
}

function networksOf(simulation: Simulation, seeds: number, factor: number) {
  const asked = askedOf(simulation, DOCUMENTS, SIMULATED.documents);
  return [1, factor].map((times, way) => {
    const networks = Array.from({ length: seeds }, () =>
      answers(simulation, asked, way, SCALE * times * Math.exp(SIMULATED.seeds * simulation.normal())),
    );
    const ranged = (of: 'shows' | 'value' | 'decides') =>
      networks.map((pairs) =>
        pairs.map(({ document, distance, [of]: share }) => ({ document, distance, share })),
      );
    return { shows: ranged('shows'), halfLife: ranged('value'), decides: ranged('decides') };
  });
}

/** Bits per character of two ways that are equally good. */
function bitsOf(simulation: Simulation, seeds: number) {
  const sizes = Array.from({ length: DOCUMENTS }, () => simulation.size(3000, 1.8));
  return [0, 1].map(() => {
    const own = sizes.map(() => 0.035 * simulation.normal());
    return Array.from({ length: seeds }, () => {
      const bias = 0.02 * simulation.normal();
      return eachOnce(
        sizes.map((size, index) => ({ numerator: size * (1.6 + own[index]! + bias), denominator: size })),
      );
    });
  });
}

/** Percentages of results in which each range, the half-life, and anything at all, is shown. */
function powerOf(seeds: number, factor: number, results: number) {
  const found = Array.from({ length: results }, (_, index) => shownOf(index + 1, seeds, factor));
  const percent = (isIn: (shown: readonly string[]) => boolean) =>
    (100 * found.filter(isIn).length) / results;
  return {
    shows: percent((shown) => shown.includes('shows')),
    halfLife: percent((shown) => shown.includes('halfLife')),
    decides: percent((shown) => shown.includes('decides')),
    any: percent((shown) => shown.length > 0),
  };
}

it('two ways that are alike are shown to differ in at most 5 % of comparisons, of a threefold range in most', {
  timeout,
}, () => {
  expect(powerOf(3, 1, 20).any).toBeLessThanOrEqual(5);
  const { shows, decides } = powerOf(3, 3, 10);
  expect(Math.min(shows, decides)).toBeGreaterThanOrEqual(80);
});

it.runIf(isWhole).each([1, 1.5, 2, 3])('prints how often a factor of %f is shown', { timeout }, (factor) => {
  for (const seeds of [3, 5, 8]) {
    const power = powerOf(seeds, factor, factor === 1 ? 400 : 200);
    console.log({ factor, seeds, ...power });
    if (factor === 1) expect(power.any).toBeLessThanOrEqual(5);
  }
});

/** Standard deviations of `KEPT`, over sets of ways of training: a set's documents count as much as another's, and a seed as much as another. */
function deviationsOf(sets: readonly (readonly (readonly Network[])[])[]) {
  const ofDocuments = sets.map((ways) => {
    const documents = new Set(ways[0]![0]!.map(({ document }) => document)).size;
    const pairs = ways.flatMap((first, index) =>
      ways.slice(index + 1).map((second) => [first, second] as const),
    );
    const variances = pairs.map(([first, second]) => {
      const { low, high, degrees, overDocuments } = rangeRatio(first, second, { resamples: 400 })!;
      return overDocuments * (Math.log(high / low) / 2 / studentCritical(degrees)) ** 2;
    });
    return (documents * sum(variances)) / variances.length;
  });
  const ofSeeds = sets.flat().map((networks) => {
    const { places } = meanRange(networks, { resamples: 2 })!;
    const { variance, degrees } = ofMean(places.map(({ characters }) => Math.log(characters)));
    return { squares: variance * networks.length * degrees, degrees };
  });
  return {
    documents: Math.sqrt(sum(ofDocuments) / sets.length),
    seeds: Math.sqrt(sum(ofSeeds.map((one) => one.squares)) / sum(ofSeeds.map((one) => one.degrees))),
  };
}

const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);

/** Ranges of the ways of training of finding 1, with eight seeds, and of docs/results.md, with three. */
function keptWays(ranges: readonly RangeMeasure['id'][]): Network[][][] {
  const docs = `${import.meta.dirname}/../../../../docs`;
  const answers = readFileSync(`${docs}/findings/0001-carried-state/answers.json.br`);
  const { items, networks } = JSON.parse(brotliDecompressSync(answers).toString()) as {
    items: { pairs: [number, number][] };
    networks: Record<string, { arm: string; whole: { right: string; evidence: number[] } }>;
  };
  const finding = [...groupBy(Object.values(networks), ({ arm }) => arm).values()].map((arm) =>
    arm.map(({ whole: { right, evidence } }): Kept => {
      const pairs = items.pairs.map(([document, distance], pair): NonNullable<Kept['pairs']>[number] => [
        `${document}`,
        [[distance, right[pair] === '1' ? 1 : 0, evidence[pair]!]],
      ]);
      return { pairs };
    }),
  );
  const results = ['old', 'lstm', 'mingru'].map((way) =>
    [1, 2, 3].map((seed): Kept => {
      const file = ['-xzOf', `${docs}/results/scores.tar.gz`, `scores/${way}-${seed}.json`];
      return JSON.parse(execFileSync('tar', file, { maxBuffer: 2 ** 26 }).toString());
    }),
  );
  return [finding, results].flatMap((ways) =>
    ranges.map((range) => ways.map((runs) => runs.map((run) => rangedPairs(run, range)!))),
  );
}

it.runIf(isWhole)('ranges of kept scores deviate as much as those simulated', { timeout }, () => {
  const kept = deviationsOf(keptWays(['range-shows', 'range-decides']));
  const simulated = deviationsOf(
    Array.from({ length: 10 }, (_, seed) => {
      const ways = networksOf(new Simulation(seed + 1), 5, 1);
      return [ways.map(({ shows }) => shows), ways.map(({ decides }) => decides)];
    }).flat(),
  );
  console.log({ kept, simulated });
  for (const part of ['documents', 'seeds'] as const)
    for (const one of [kept, simulated])
      expect(Math.abs(Math.log(one[part] / KEPT[part])), part).toBeLessThan(0.15);
});

it.runIf(isWhole)('half-lives of kept scores vary as a gate foresees', { timeout }, () => {
  const sets = keptWays(['half-life']);
  const networks = sets[0]!.flat();
  const squares = networks.flatMap((one, index) =>
    networks.slice(index + 1).map((other) => {
      const { low, high } = rangeRatio([one], [other], { resamples: 100, least: LEAST_EVIDENCE })!;
      return (Math.log(high / low) / 2) ** 2 * one.length ** (2 / 3);
    }),
  );
  const overSeeds = sets.flat().map((way) => {
    const { places } = meanRange(way, { resamples: 2, least: LEAST_EVIDENCE })!;
    const { variance, degrees } = ofMean(places.map(({ characters }) => Math.log(characters)));
    return { squares: variance * way.length * degrees, degrees };
  });
  const kept = {
    halfWidth: Math.sqrt(sum(squares) / squares.length),
    overSeeds: Math.sqrt(sum(overSeeds.map((one) => one.squares)) / sum(overSeeds.map((one) => one.degrees))),
  };
  console.log({ halfLife: kept });
  for (const part of ['halfWidth', 'overSeeds'] as const)
    expect(Math.abs(Math.log(kept[part] / KEPT_HALF_LIVES[part])), part).toBeLessThan(0.15);
});
