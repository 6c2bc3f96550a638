import { lineLevels } from '../probes/minimal-pairs/shown-fields.ts';
import { THIN_BELOW } from '../statistics/buckets.ts';
import { LEAST_EVIDENCE, measureHalfLife } from '../statistics/half-life.ts';
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
export const RESAMPLES = 400;

/** Compares the ranges of minimal pairs by their ratios, over documents and, where there are several, seeds. */
export function compareRanges(
  { id, title, unit, paired, family }: RangeMeasure,
  contenders: readonly Contender[],
  pairs: readonly Pair[],
  seed: number,
): ComparedMeasure {
  const networks = contenders.map(({ runs }) => runs.map((run) => rangedPairs(run, id) ?? []));
  const values = networks.map((own, index): ContenderValue => {
    const isBound = isLowerBound(contenders[index]!, id);
    const value = rangeOf(own, { id, isLowerBound: isBound, seed });
    if (id === 'half-life') return value;
    const byLine = (['without', 'with'] as const).flatMap((level) => {
      const isCounted = ({ isOverLines }: RangedPair) => isOverLines === (level === 'with');
      const some = rangeOf(own, { id, isLowerBound: isBound, seed, isCounted });
      return some.thin ? [] : [{ ...some, lines: lineLevels[level] }];
    });
    return { ...value, ...(byLine.length > 0 && { byLine }) };
  });
  const differences = pairs.flatMap(({ a, b }): Difference[] => {
    const found = rangeRatio(networks[a]!, networks[b]!, optionsOf(id, seed));
    const [first, second] = [values[a]!, values[b]!];
    if (found === null || first.estimate === null || second.estimate === null) return [];
    const [difference, low, high] = [found.ratio, found.low, found.high].map(Math.log) as [
      number,
      number,
      number,
    ];
    const documents = Math.min(first.documents, second.documents);
    const seeds = [networks[a]!.length, networks[b]!.length];
    const tested = documents >= LEAST_DOCUMENTS ? { ...found, low, high } : { interval: null, pValue: 1 };
    const overSeeds = Math.max(...seeds) > 1;
    return [
      toDifference(
        { a, b },
        { ...tested, difference, overSeeds },
        values.map(({ isBound }) => isBound),
        { unit, documents, seeds },
      ),
    ];
  });
  return { measure: id, title, unit, paired, family, range: null, values, differences };
}

/** Options of `rangeRatio` for a measure. */
export function optionsOf(id: RangeMeasure['id'], seed: number) {
  return { seed, resamples: RESAMPLES, ...(id === 'half-life' && { least: LEAST_EVIDENCE }) };
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
  {
    id,
    isLowerBound,
    seed,
    isCounted = () => true,
  }: {
    readonly id: RangeMeasure['id'];
    readonly isLowerBound: boolean;
    readonly seed: number;
    readonly isCounted?: (pair: RangedPair) => boolean;
  },
): ContenderValue {
  const [first = []] = networks.map((pairs) => pairs.filter(isCounted));
  const documents = new Set(first.map(({ document }) => document)).size;
  const counted = { held: null, n: first.length, documents, thin: first.length < THIN_BELOW };
  const found = counted.thin ? null : meanRange(networks, { ...optionsOf(id, seed), isCounted });
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
    ...(networks.length === 1 ? ofOne(first, networks[0]!, { id, seed }) : { low, high }),
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
function ofOne(
  pairs: readonly RangedPair[],
  all: readonly RangedPair[],
  { id, seed }: { readonly id: RangeMeasure['id']; readonly seed: number },
) {
  const { low, high } =
    id === 'half-life'
      ? measureHalfLife(pairs, { seed })
      : measureRange(pairs, { seed, nearby: all.filter(nearTest(all, all)) });
  return {
    low: low?.characters ?? null,
    high: high === null || high.side === 'after' ? null : high.characters,
  };
}
