import { lineLevels } from '../probes/minimal-pairs/shown-fields.ts';
import { THIN_BELOW } from '../statistics/buckets.ts';
import type { RangedPair } from '../statistics/pair-table.ts';
import { LEAST_DOCUMENTS } from '../statistics/permutation.ts';
import { meanRange, measureRange, nearTest, rangeRatio } from '../statistics/range.ts';
import { spreadOf } from '../statistics/summaries.ts';
import { type Pair, toDifference } from './compare-measure.ts';
import type { Contender } from './document-scores.ts';
import type { RangeMeasure } from './measures.ts';
import { rangedPairs } from './pairs.ts';
import type { ComparedMeasure, ContenderValue, Difference } from './schema.ts';

/** Number of resamples of documents, which determines the standard error of a ratio to within 4 %. */
const RESAMPLES = 400;

/** Compares the ranges of minimal pairs by their ratios, over documents and, where there are several, seeds. */
export function compareRanges(
  { id, title, unit, paired }: RangeMeasure,
  contenders: readonly Contender[],
  pairs: readonly Pair[],
  seed: number,
): ComparedMeasure {
  const networks = contenders.map(({ runs }) => runs.map((run) => rangedPairs(run, id) ?? []));
  const values = networks.map((own, index): ContenderValue => {
    const isBound = isLowerBound(contenders[index]!, id);
    const byLine = (['without', 'with'] as const).flatMap((level) => {
      const isCounted = ({ isOverLines }: RangedPair) => isOverLines === (level === 'with');
      const value = rangeOf(own, isBound, seed, isCounted);
      return value.thin ? [] : [{ ...value, lines: lineLevels[level] }];
    });
    return { ...rangeOf(own, isBound, seed), ...(byLine.length > 0 && { byLine }) };
  });
  const differences = pairs.flatMap(({ a, b }): Difference[] => {
    const found = rangeRatio(networks[a]!, networks[b]!, { seed, resamples: RESAMPLES });
    const [first, second] = [values[a]!, values[b]!];
    if (found === null || first.estimate === null || second.estimate === null) return [];
    const [difference, low, high] = [found.ratio, found.low, found.high].map(Math.log) as [
      number,
      number,
      number,
    ];
    const isTested = Math.min(first.documents, second.documents) >= LEAST_DOCUMENTS;
    const tested = isTested ? { ...found, low, high } : { interval: null, pValue: 1 };
    const overSeeds = Math.max(networks[a]!.length, networks[b]!.length) > 1;
    return [
      toDifference(
        { a, b },
        { ...tested, difference, overSeeds },
        values.map(({ isBound }) => isBound),
      ),
    ];
  });
  return { measure: id, title, unit, paired, range: null, values, differences };
}

/** Returns true if undecided pairs count as wrong: a server may return only the likeliest tokens, which leave some pairs open. */
function isLowerBound({ runs }: Contender, id: RangeMeasure['id']): boolean {
  return (
    id === 'range-decides' &&
    runs.some(({ tallies }) => tallies.some(({ measure, isBound }) => measure === 'minimal-pairs' && isBound))
  );
}

/** Returns a contender's range with its interval. A range that reaches the farthest pair is a bound, too. */
function rangeOf(
  networks: readonly RangedPair[][],
  isLowerBound: boolean,
  seed: number,
  isCounted: (pair: RangedPair) => boolean = () => true,
): ContenderValue {
  const [first = []] = networks.map((pairs) => pairs.filter(isCounted));
  const documents = new Set(first.map(({ document }) => document)).size;
  const counted = { held: null, n: first.length, documents, thin: first.length < THIN_BELOW };
  const found = counted.thin ? null : meanRange(networks, { seed, resamples: RESAMPLES, isCounted });
  if (found === null) {
    const byRun = networks.map(() => null);
    return { ...counted, estimate: null, low: null, high: null, byRun, spread: null };
  }
  const { places, mean, low, high } = found;
  const byRun = places.map(({ characters }) => characters);
  const spread = spreadOf(byRun.map(Math.log));
  const isBound = isLowerBound || places.some(({ side }) => side === 'after');
  return {
    ...counted,
    estimate: mean,
    ...(networks.length === 1 ? ofOne(first, networks[0]!, seed) : { low, high }),
    byRun,
    spread: spread && {
      runs: spread.runs,
      mean,
      standardDeviation: Math.exp(spread.standardDeviation),
      min: Math.min(...byRun),
      max: Math.max(...byRun),
      low: Math.exp(spread.low),
      high: Math.exp(spread.high),
    },
    ...(isBound && { isBound }),
  };
}

/** Returns the interval of a single range; an end that lies beyond the farthest pair is null. */
function ofOne(pairs: readonly RangedPair[], all: readonly RangedPair[], seed: number) {
  const { low, high } = measureRange(pairs, { seed, nearby: all.filter(nearTest(all, all)) });
  return {
    low: low?.characters ?? null,
    high: high === null || high.side === 'after' ? null : high.characters,
  };
}
