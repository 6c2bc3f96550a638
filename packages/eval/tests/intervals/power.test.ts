import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { isWhole } from '@longrange/code/testing';
import { expect, it } from 'vitest';
import type { DocumentScores } from '../../src/comparison/document-scores.ts';
import { rangedPairs } from '../../src/comparison/pairs.ts';
import { crossedDifference } from '../../src/statistics/crossed-difference.ts';
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
    const ranged = (of: 'shows' | 'decides') =>
      networks.map((pairs) =>
        pairs.map(({ document, distance, [of]: share }) => ({ document, distance, share })),
      );
    return { shows: ranged('shows'), decides: ranged('decides') };
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

/** Percentages of results in which either range, and anything at all, is shown. */
function powerOf(seeds: number, factor: number, results: number) {
  const found = Array.from({ length: results }, (_, index) => shownOf(index + 1, seeds, factor));
  const percent = (isIn: (shown: readonly string[]) => boolean) =>
    (100 * found.filter(isIn).length) / results;
  return {
    shows: percent((shown) => shown.includes('shows')),
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

/** Variances of the logarithms of ranges: of the ratio of two ways in one document, and over seeds, as a sum with its degrees of freedom. */
function variancesOf(ways: readonly (readonly Network[])[]) {
  const ofDocuments = ways.flatMap((first, index) =>
    ways.slice(index + 1).map((second) => {
      const { low, high, degrees, overDocuments } = rangeRatio(first, second, { resamples: 400 })!;
      const error = Math.log(high / low) / 2 / studentCritical(degrees);
      return overDocuments * error ** 2 * new Set(first[0]!.map(({ document }) => document)).size;
    }),
  );
  const ofSeeds = ways.map((networks) => {
    const logarithms = meanRange(networks, { resamples: 2 })!.places.map(({ characters }) =>
      Math.log(characters),
    );
    const mean = meanOf(logarithms);
    return {
      squares: logarithms.reduce((sum, one) => sum + (one - mean) ** 2, 0),
      degrees: networks.length - 1,
    };
  });
  return { documents: meanOf(ofDocuments), ofSeeds };
}

const meanOf = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

/** Mean deviations of several sets of ways; a set's documents count as much as another's, and a seed as much as another. */
function deviationsOf(sets: readonly (readonly (readonly Network[])[])[]) {
  const found = sets.map(variancesOf);
  const ofSeeds = found.flatMap((one) => one.ofSeeds);
  const total = (part: 'squares' | 'degrees') => ofSeeds.reduce((sum, one) => sum + one[part], 0);
  return {
    documents: Math.sqrt(meanOf(found.map(({ documents }) => documents))),
    seeds: Math.sqrt(total('squares') / total('degrees')),
  };
}

/** Ways of training of finding 1, with eight seeds, and of docs/results.md, with three: both ranges of each. */
function keptWays(): Network[][][] {
  const docs = `${import.meta.dirname}/../../../../docs`;
  const { items, networks } = JSON.parse(
    brotliDecompressSync(readFileSync(`${docs}/findings/0001-carried-state/answers.json.br`)).toString(),
  ) as {
    items: { pairs: [number, number][] };
    networks: Record<string, { arm: string; whole: { right: string; evidence: number[] } }>;
  };
  const byArm = groupBy(Object.values(networks), ({ arm }) => arm);
  const finding = (isRight: (whole: { right: string; evidence: number[] }, pair: number) => boolean) =>
    [...byArm.values()].map((arm) =>
      arm.map(({ whole }) =>
        items.pairs.map(([document, distance], pair) => ({
          document: `${document}`,
          distance,
          share: Number(isRight(whole, pair)),
        })),
      ),
    );
  const results = ['old', 'lstm', 'mingru'].map((way) =>
    [1, 2, 3].map((seed): Pick<DocumentScores, 'pairs'> => {
      const file = ['-xzOf', `${docs}/results/scores.tar.gz`, `scores/${way}-${seed}.json`];
      return JSON.parse(execFileSync('tar', file, { maxBuffer: 2 ** 26 }).toString());
    }),
  );
  const ofResults = (range: 'range-shows' | 'range-decides') =>
    results.map((runs) => runs.map((run) => rangedPairs(run, range)!));
  return [
    finding(({ evidence }, pair) => evidence[pair]! > 1),
    finding(({ right }, pair) => right[pair] === '1'),
    ofResults('range-shows'),
    ofResults('range-decides'),
  ];
}

it.runIf(isWhole)('ranges of kept scores deviate as much as those simulated', { timeout }, () => {
  const kept = deviationsOf(keptWays());
  const simulated = deviationsOf(
    Array.from({ length: 10 }, (_, seed) => {
      const ways = networksOf(new Simulation(seed + 1), 5, 1);
      return [ways.map(({ shows }) => shows), ways.map(({ decides }) => decides)];
    }).flat(),
  );
  console.log({ kept, simulated });
  expect(kept.documents).toBeCloseTo(KEPT.documents, 1);
  expect(kept.seeds).toBeCloseTo(KEPT.seeds, 2);
  for (const part of ['documents', 'seeds'] as const)
    expect(Math.abs(Math.log(simulated[part] / KEPT[part])), part).toBeLessThan(0.15);
});
