import { RandomStream } from '@longrange/code';
import { checkResamples } from './check-resamples.ts';
import { ofMean, type SeededDifference, studentDifference } from './crossed-difference.ts';
import { PairTable, type RangedPair } from './pair-table.ts';
import { LEAST_NEARBY, nearTest, type RangeOptions } from './range.ts';

/** How many times as far one way of training remembers as another, with its 95 % interval and two-sided p-value. */
export interface RangeRatio extends Omit<SeededDifference, 'difference'> {
  readonly ratio: number;
}

/**
 * The ratio of two ways' ranges, each the geometric mean over networks that differ in their seed, which all were asked for the same documents' pairs.
 * It varies, on the scale of logarithms, by the documents and by each way's seeds, as `crossedDifference` has it; for a single seed
 * of each it says nothing of other seeds. The documents' variance is that of resamples of them.
 *
 * @param first of each seed, its pairs
 * @returns null where one of both ways has no range: fewer than half of the pairs nearby are right, all seeds together
 */
export function rangeRatio(
  first: readonly (readonly RangedPair[])[],
  second: readonly (readonly RangedPair[])[],
  { seed = 1, resamples = 1000, least = LEAST_NEARBY }: Omit<RangeOptions, 'nearby'> = {},
): RangeRatio | null {
  checkResamples(resamples);
  const documents = [...new Set([...first, ...second].flat().map(({ document }) => document))];
  const tablesOf = (networks: typeof first) =>
    networks.map((pairs) => new PairTable(documents, pairs, pairs.filter(nearTest(pairs, pairs))));
  const [own, other] = [tablesOf(first), tablesOf(second)];
  if (![own, other].every((tables) => isMeasurable(tables, least))) return null;
  const logarithms = (tables: readonly PairTable[], counts?: readonly number[]) =>
    tables.map((table) => Math.log(table.crossing(table.sum(counts)).last.characters));
  const difference = (counts?: readonly number[]) =>
    mean(logarithms(own, counts)) - mean(logarithms(other, counts));
  const random = new RandomStream(seed);
  const resampled = Array.from({ length: resamples }, () => {
    const counts = new Array<number>(documents.length).fill(0);
    for (let draw = 0; draw < counts.length; draw++) counts[random.nextInteger(counts.length)]!++;
    return difference(counts);
  });
  const degrees = documents.length - 1;
  const centre = mean(resampled);
  const spread = resampled.reduce((sum, one) => sum + (one - centre) ** 2, 0) / (resamples - 1);
  const overDocuments = { variance: (spread * documents.length) / degrees, degrees };
  const overSeeds = [own, other]
    .filter(({ length }) => length > 1)
    .map((tables) => ofMean(logarithms(tables)));
  const found = studentDifference(difference(), [overDocuments, ...overSeeds], overDocuments.variance);
  const { difference: logarithm, low, high, ...rest } = found;
  return { ratio: Math.exp(logarithm), low: Math.exp(low), high: Math.exp(high), ...rest };
}

function isMeasurable(tables: readonly PairTable[], least: number): boolean {
  const sums = tables.map((table) => table.sum());
  const pairs = sums.reduce((sum, { nearPairs }) => sum + nearPairs, 0);
  const right = sums.reduce((sum, { nearRight }) => sum + nearRight, 0);
  return pairs > 0 && right >= least * pairs;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
