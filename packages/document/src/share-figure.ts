import {
  type BucketPanel,
  type DistanceOptions,
  hasCounts,
  overDistance,
  overSteps,
} from './bucket-curves.ts';
import { byBucket } from './curve-figure.ts';
import * as format from './format.ts';
import { inTheTable, seriesTable, tableOf } from './tables.ts';
import type { Bucket, Figure } from './types.ts';

export type ShareFrame = Pick<Figure, 'id' | 'title' | 'caption' | 'chartNote' | 'folded'> & {
  /** Heading of the first column. */
  heading: string;
  /** Axes of distance, unless they count steps; without axes there is only a table. */
  axes?: DistanceOptions & { isSteps?: boolean };
};

/** Shares in buckets as a curve and a column for each series; null where there is nothing to count. */
export function shareFigure(
  panels: readonly BucketPanel[],
  { heading, axes, ...figure }: ShareFrame,
): Figure | null {
  const all = panels.flatMap(({ series }) => series);
  const filled = all.filter(({ buckets }) => hasCounts(buckets));
  if (filled.length === 0) return null;
  // Of a few series beside each other it is said that one has nothing to count.
  const columns = (panels.length === 1 ? all : filled).map(({ name, column = name, buckets }) => ({
    name: column,
    items: buckets,
  }));
  const failures = all.flatMap((one) => one.failures ?? []);
  return {
    ...figure,
    chart: axes === undefined ? null : (axes.isSteps === true ? overSteps : overDistance)(panels, axes),
    description: describeBuckets(columns),
    table: tableOf(figure.title, seriesTable(heading, columns, { ...byBucket, cell: (bucket) => bucket })),
    ...(failures.length === 0 ? {} : { failures }),
  };
}

const bars = 'Bars: 95 % intervals. Hollow: fewer than 30 cases.';

/** Notes on how to read charts. */
export const notes = {
  bars,
  criterion: `${bars} Dashed: 80 %.`,
  /** For a chart without hollow points. */
  intervals: 'Bars: 95 % intervals.',
  /** For a chart with a panel for each kind. */
  panels: 'A kind with fewer than 30 cases at every distance is in the table only.',
};

/** First and last share of each series, for a chart’s description. */
function describeBuckets(series: readonly { name: string; items: readonly Bucket[] }[]): string {
  const parts = series.map(({ name, items }) => {
    const filled = items.filter(({ n }) => n > 0);
    const ends = [...new Set([filled[0], filled.at(-1)])].flatMap((bucket) =>
      bucket === undefined ? [] : `${format.percent(bucket.estimate)} at ${format.bucket(bucket)}`,
    );
    return `${name}: ${ends.join(', ') || 'nothing to count'}`;
  });
  return `${parts.join('; ')}. ${inTheTable}`;
}
