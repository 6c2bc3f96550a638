import {
  type Bucket,
  distancePoints,
  type Fall,
  formatPercent,
  type MeanBucket,
  meanPoints,
  type Point,
  type Series,
  type SeriesStyle,
} from '@longrange/document/internal';
import type { Range } from '../../statistics/range-schema.ts';
import { placeWords, reasonWords, spanWords } from '../../words/range-words.ts';

/** What a curve of both-right pairs is drawn from. */
export interface RangeCurve {
  readonly style: SeriesStyle;
  /** In the legend. */
  readonly name: string;
  /** Heads its column and its tooltips. */
  readonly column: string;
  readonly range: Range;
  readonly points: readonly Point[];
  /** Where its pairs begin and end, in characters. */
  readonly from: number;
  readonly to: number;
}

type Who = Pick<RangeCurve, 'style' | 'name' | 'column'>;

export function readCurve(
  who: Who,
  { byDistance, range }: { byDistance: readonly Bucket[]; range: Range },
): RangeCurve {
  const points = distancePoints({ style: who.style, name: who.column, buckets: byDistance });
  return { ...who, range, points, ...endsOf(byDistance) };
}

export function writtenCurve(
  who: Who,
  { byDistance, range }: { byDistance: readonly MeanBucket[]; range: Range },
): RangeCurve {
  return {
    ...who,
    range,
    points: meanPoints(who.column, byDistance.map(withinShares), 'characters', formatPercent),
    ...endsOf(byDistance),
  };
}

/** A mean of shares is one: its interval ends at nothing and at all. */
export function withinShares(bucket: MeanBucket): MeanBucket {
  const { low, high } = bucket;
  return {
    ...bucket,
    low: low === null ? null : Math.max(0, low),
    high: high === null ? null : Math.min(1, high),
  };
}

export function seriesOf({ style, name, points, range }: RangeCurve): Series {
  return { style, name, points, steps: range.fit.map(({ from, to, share }) => ({ from, to, value: share })) };
}

/** Half of the near share, and where the fitted curve falls below it; none where the range is not measurable. */
export function fallOf({ style, column, range: measured }: RangeCurve): Fall[] {
  const { near, range, low, high } = measured;
  if (range === null || near === null) return [];
  const at = range.side === 'at' ? range.characters : null;
  return [
    {
      style,
      level: near.share / 2,
      at,
      // Without an interval there is no line; one that goes on farther than the pairs is open.
      low: low === null ? at : low.side === 'before' ? null : low.characters,
      high: high === null ? at : high.side === 'after' ? null : high.characters,
      title: `${column}: half of what it is nearby (${formatPercent(near.share)}) up to ${spanWords(measured, 'first')}`,
    },
  ];
}

/** `model, reading: 89.1 % right nearby, range 25`. */
export function describeCurve({ column, range }: RangeCurve): string {
  const nearby = `${column}: ${formatPercent(range.near?.share ?? null)} right nearby`;
  return range.range === null
    ? `${nearby}, range not measurable (${reasonWords(range)})`
    : `${nearby}, range ${placeWords(range.range)} ${range.range.characters === 1 ? 'character' : 'characters'}`;
}

function endsOf(buckets: readonly { from: number; to: number; n: number }[]): { from: number; to: number } {
  const filled = buckets.filter(({ n }) => n > 0);
  return { from: Math.min(...filled.map(({ from }) => from)), to: Math.max(...filled.map(({ to }) => to)) };
}
