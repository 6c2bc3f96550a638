import {
  type BucketPanel,
  bucketTable,
  type DistanceOptions,
  hasCounts,
  overDistance,
  overSteps,
} from './bucket-curves.ts';
import type { SeriesStyle } from './chart.ts';
import * as format from './format.ts';
import { inTheTable, type Named, tableOf } from './tables.ts';
import type { Bucket, Figure } from './types.ts';

type Frame = Pick<Figure, 'id' | 'title' | 'caption' | 'chartNote' | 'folded'> & {
  /** Heading of the first column. */
  heading: string;
  /** Axes of distance, unless they count steps; without axes there is only a table. */
  axes?: DistanceOptions & { isSteps?: boolean };
};

/** Shares in buckets as a curve and a column for each series; null where there is nothing to count. */
export function shareFigure(
  panels: readonly BucketPanel[],
  { heading, axes, ...figure }: Frame,
): Figure | null {
  const all = panels.flatMap(({ series }) => series);
  const filled = all.filter(({ buckets }) => hasCounts(buckets));
  if (filled.length === 0) return null;
  // Of a few series beside each other it is said that one has nothing to count.
  const columns = (panels.length === 1 ? all : filled).map(({ name, column = name, buckets }) => ({
    name: column,
    buckets,
  }));
  const failures = all.flatMap((one) => one.failures ?? []);
  return {
    ...figure,
    chart: axes === undefined ? null : (axes.isSteps === true ? overSteps : overDistance)(panels, axes),
    description: describeBuckets(columns),
    table: tableOf(figure.title, bucketTable(heading, columns)),
    ...(failures.length === 0 ? {} : { failures }),
  };
}

/** Shares in buckets, with a series for each subject. */
export function subjectFigure<S extends Named & { readonly subject: { readonly id: SeriesStyle } }>(
  subjects: readonly S[],
  pick: (subject: S['subject']) => readonly Bucket[],
  figure: Frame,
): Figure | null {
  const series = subjects.map(({ name, subject }) => ({ style: subject.id, name, buckets: pick(subject) }));
  return shareFigure([{ title: '', series }], figure);
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
function describeBuckets(series: readonly { name: string; buckets: readonly Bucket[] }[]): string {
  const parts = series.map(({ name, buckets }) => {
    const filled = buckets.filter(({ n }) => n > 0);
    const [first, last] = [filled[0], filled.at(-1)];
    if (first === undefined || last === undefined) return `${name}: nothing to count`;
    const start = `${name}: ${format.percent(first.estimate)} at ${format.bucket(first)}`;
    return first === last ? start : `${start}, ${format.percent(last.estimate)} at ${format.bucket(last)}`;
  });
  return `${parts.join('; ')}. ${inTheTable}`;
}
