import { isWhole } from '@longrange/code/testing';
import { expect, it } from 'vitest';
import { compareContenders } from '../../src/comparison/compare-contenders.ts';
import { optionsOf } from '../../src/comparison/compare-ranges.ts';
import type { Contender, DocumentScores } from '../../src/comparison/document-scores.ts';
import { gate } from '../../src/comparison/gate.ts';
import { isRange, measures } from '../../src/comparison/measures.ts';
import { rangedPairs } from '../../src/comparison/pairs.ts';
import type { ComparedMeasure } from '../../src/comparison/schema.ts';
import { brackets, contender, good, scores } from '../../src/comparison/testing/contenders.ts';
import { groupBy } from '../../src/statistics/parts.ts';
import { holm } from '../../src/statistics/permutation.ts';
import { rangeRatio } from '../../src/statistics/range.ts';
import { Simulation } from './simulate.ts';
import { answers, askedOf } from './ways.ts';

// How often `compare --gate 10%` finds a planted loss of memory, refuses models that are alike, and lets a loss pass: the table in
// docs/comparing.md. With LONGRANGE_WHOLE=1 it is printed.
const timeout = 3_600_000;

type Answers = ReturnType<typeof answers>;

/** Scores of simulated answers, as `compare` keeps them. */
function keptAs(run: string, given: Answers): DocumentScores {
  const documents = [...groupBy(given, ({ document }) => document)];
  return scores(run, [brackets(good), tallyOf(documents)], {
    pairs: documents.map(([document, own]) => [
      document,
      own.map(({ distance, decides, value }) => [distance, decides as 0 | 1, value]),
    ]),
  });
}

const tallyOf = (documents: readonly [string, Answers][]): DocumentScores['tallies'][number] => ({
  measure: 'minimal-pairs',
  range: null,
  parts: documents.map(([document, own]) => [
    document,
    own.reduce((sum, { decides }) => sum + decides, 0),
    own.length,
  ]),
});

/**
 * Simulates a model and another whose memory is shorter by a factor: two trainings, whose ratio of ranges varies over documents as among kept
 * scores (`power.test.ts`), or a near copy, whose answers to each pair differ by 0.1 nats.
 */
function simulate(seed: number, documents: number, factor: number, isCopy: boolean) {
  const simulation = new Simulation(seed);
  const asked = askedOf(simulation, documents, 0.05);
  if (!isCopy) return [1, 1 / factor].map((times, way) => answers(simulation, asked, way, 16 * times));
  const noise = asked.map(() => 0.7 * simulation.normal());
  return [1, 1 / factor].map((times) =>
    asked.map(({ document, distance, logarithms, habit }, index) => {
      const half = 16 * times * Math.exp(logarithms[0]! + 0.05 * simulation.normal());
      const value = 8 / (1 + (distance / half) ** 1.5) + noise[index]! + 0.1 * simulation.normal();
      return { document, distance, value, decides: Number(value > habit), shows: Number(value > 1) };
    }),
  );
}

type Sides = readonly [Contender, Contender];

const sidesOf = (simulated: readonly Answers[]) =>
  simulated.map((given, index) => contender(`${index}`, keptAs(`${index}`, given))) as unknown as Sides;

/** What `compareContenders` finds of the ranges, without the intervals of each model's own, which take most of its time; bits are alike. */
function comparedRanges([before, after]: Sides): ComparedMeasure[] {
  const ranges = measures.filter(isRange);
  const found = ranges.map(({ id }) => {
    const [own, other] = [after, before].map(({ runs }) => [rangedPairs(runs[0]!, id)!]);
    return rangeRatio(own!, other!, optionsOf(id, 1))!;
  });
  const adjusted = holm([...found.map(({ pValue }) => pValue), 1]);
  return found.map(({ ratio, low, high }, index) => {
    const interval = { low: Math.log(low), high: Math.log(high) };
    const verdict = high < 1 && adjusted[index]! < 0.05 ? 'b' : 'open';
    const difference = { difference: Math.log(ratio), interval, adjustedPValue: adjusted[index], verdict };
    return { measure: ranges[index]!.id, values: [{}, {}], differences: [difference] };
  }) as unknown as ComparedMeasure[];
}

const options = { margin: 0.1, seed: 1 };

/** Answers of a gate of 10 %, in % of simulations of 150 documents. */
function answersOf(results: number, factor: number, isCopy: boolean) {
  const counts = { 'not shorter': 0, shorter: 0, 'not decided': 0 };
  for (let seed = 1; seed <= results; seed++) {
    const sides = sidesOf(simulate(seed, 150, factor, isCopy));
    counts[gate(...sides, comparedRanges(sides), options).verdict] += 100 / results;
  }
  return counts;
}

it('finds a loss of 1.5, refuses no model as good, and lets a near copy pass', { timeout }, () => {
  expect(answersOf(4, 1.5, false).shorter).toBeGreaterThanOrEqual(75);
  expect(answersOf(4, 1, false).shorter).toBe(0);
  expect(answersOf(4, 1, true)['not shorter']).toBeGreaterThanOrEqual(75);
});

it('decides in these simulations as the whole comparison does', async () => {
  const sides = sidesOf(simulate(1, 40, 2, false));
  const found = [await compareContenders(sides, { seed: 1, kind: 'models' }), comparedRanges(sides)].map(
    (compared) => gate(...sides, compared, options),
  );
  const [whole, ranges] = found.map(({ verdict, by: { measure, ratio, low, high } }) => ({
    verdict,
    measure,
    bounds: [ratio, low, high].map((one) => one!.toFixed(6)),
  }));
  expect(ranges).toEqual(whole);
  expect(whole).toMatchObject({ verdict: 'shorter', measure: 'half-life' });
});

it.runIf(isWhole).each([1, 1 / 0.9, 1.25, 1.5, 2])(
  'prints the answers to a loss of %f',
  { timeout },
  (factor) => {
    for (const isCopy of [false, true]) {
      const found = answersOf(200, factor, isCopy);
      console.log({ factor, isCopy, ...found });
      if (factor === 1) expect(found.shorter).toBeLessThanOrEqual(5);
      // 5 % of 200, with its sampling error.
      if (factor > 1.1) expect(found['not shorter']).toBeLessThanOrEqual(7);
    }
  },
);
