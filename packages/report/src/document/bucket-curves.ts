import type { CurvesChart, NamedTick, Point, Series, SeriesStyle } from './chart.ts';
import { byBucket } from './curve-figure.ts';
import * as format from './format.ts';
import { middle, shareBounds } from './plot.ts';
import { inTheTable, seriesTable, tableOf } from './tables.ts';
import type { Bucket, FailureRange, Figure } from './types.ts';

/** Shares in buckets, from which a curve and a column of its table are made. */
export interface BucketSeries {
  readonly style: SeriesStyle;
  readonly name: string;
  /** Heading of its column. Default: the name. */
  readonly column?: string;
  readonly buckets: readonly Bucket[];
  readonly failures?: readonly FailureRange[];
}

export interface BucketPanel {
  /** Empty if there is only one panel. */
  readonly title: string;
  readonly series: readonly BucketSeries[];
  /** Ends of series, each marked by a line from the criterion down to the axis. */
  readonly drops?: readonly { readonly style: SeriesStyle; readonly at: number }[];
}

export interface CurveLabels {
  readonly vertical: string;
  readonly horizontal: string;
}

export interface DistanceOptions extends CurveLabels {
  /** Draw the criterion if the axis reaches down to it. */
  readonly threshold?: boolean;
  /** Leave out panels without 30 cases in any bucket if another panel has them. */
  readonly hidesThinPanels?: boolean;
}

/** Charts shares in doubling buckets of distance, the form of every curve that answers “how far?”. */
export function overDistance(all: readonly BucketPanel[], options: DistanceOptions): CurvesChart {
  const panels = filledPanels(options.hidesThinPanels === true ? withoutThin(all) : all);
  const series = panels.flatMap((panel) => panel.series);
  const to = endOf(series);
  const from = Math.min(...filled(series).map((bucket) => bucket.from));
  return {
    kind: 'curves',
    horizontal: options.horizontal,
    vertical: { label: options.vertical, scale: 'share' },
    panels: panels.map(({ title, series: own, drops = [] }) => ({
      title,
      horizontal: { kind: 'distance', from, to },
      series: own.map((one): Series => {
        const points = one.buckets.filter((bucket) => bucket.from < to);
        return seriesOf({ ...one, buckets: points }, middle, format.distances);
      }),
      levels: options.threshold === true ? [{ value: HELD_THRESHOLD }] : [],
      drops: drops.map((drop) => ({ ...drop, from: HELD_THRESHOLD })),
    })),
  };
}

/** Returns the points of a series of shares by distance, each in the middle of its bucket. */
export function distancePoints(series: BucketSeries): readonly Point[] {
  return seriesOf(series, middle, format.distances).points;
}

/** Charts shares by a small whole number (a depth, a count), with buckets of equal width. */
export function overSteps(all: readonly BucketPanel[], { vertical, horizontal }: CurveLabels): CurvesChart {
  return {
    kind: 'curves',
    horizontal,
    vertical: { label: vertical, scale: 'share' },
    panels: filledPanels(all).map(({ title, series }) => {
      const counted = format.uncapitalize(title === '' ? horizontal : title);
      const place = (bucket: Bucket) => `${counted} ${format.bucket(bucket)}`;
      return {
        title,
        horizontal: { kind: 'categories', ticks: categoriesOf(series) },
        series: series.map((one) => seriesOf(one, ({ from }) => from, place)),
      };
    }),
  };
}

function categoriesOf(series: readonly BucketSeries[]): NamedTick[] {
  const names = new Map(filled(series).map((bucket) => [bucket.from, format.bucket(bucket)]));
  return [...names].map(([at, name]) => ({ at, name })).sort((a, b) => a.at - b.at);
}

function seriesOf(
  { style, name, buckets, failures = [] }: BucketSeries,
  at: (bucket: Bucket) => number,
  place: (bucket: Bucket) => string,
): Series {
  const points = buckets.map((bucket): Point => {
    const { estimate: value, thin, from } = bucket;
    const failed = failures.find((range) => range.from === from)?.id ?? null;
    const title = `${name}, ${place(bucket)}: ${shareWords(bucket)}`;
    return { at: at(bucket), value, ...shareBounds(bucket), thin, title, failures: failed };
  });
  return { style, name, points };
}

function shareWords(bucket: Bucket): string {
  const cut = bucket.censored > 0 ? `, ${format.count(bucket.censored)} censored` : '';
  return `${format.share(bucket)}${cut}${bucket.thin ? ', few cases' : ''}`;
}

function filled(series: readonly BucketSeries[]): Bucket[] {
  return series.flatMap(({ buckets }) => buckets.filter(({ n }) => n > 0));
}

function filledPanels(panels: readonly BucketPanel[]): BucketPanel[] {
  return panels
    .map((panel) => ({ ...panel, series: panel.series.filter(({ buckets }) => hasCounts(buckets)) }))
    .filter(({ series }) => series.length > 0);
}

function withoutThin(panels: readonly BucketPanel[]): readonly BucketPanel[] {
  const thick = panels.filter(({ series }) => filled(series).some(({ thin }) => !thin));
  return thick.length > 0 ? thick : panels;
}

/** Returns the end of the axis. Real code, which reaches much further than what is under test, does not stretch it. */
function endOf(all: readonly BucketSeries[]): number {
  const followed = filled(all.filter(({ style }) => style !== 'real'));
  return Math.max(...(followed.length > 0 ? followed : filled(all)).map(({ to }) => to));
}

/** Share above which a kind counts as held: the criterion of Hewitt et al. 2020. */
const HELD_THRESHOLD = 0.8;

export function hasCounts(buckets: readonly Bucket[]): boolean {
  return buckets.some(({ n }) => n > 0);
}

export type ShareFrame = Pick<Figure, 'id' | 'title' | 'caption' | 'chartNote' | 'folded'> & {
  /** Heading of the first column. */
  heading: string;
  /** Axes over distance or, with `isSteps`, over steps; without axes there is only a table. */
  axes?: DistanceOptions & { isSteps?: boolean };
};

/** Makes a figure of shares in buckets, with a curve and a column for each series; null if there is nothing to count. */
export function shareFigure(
  panels: readonly BucketPanel[],
  { heading, axes, ...figure }: ShareFrame,
): Figure | null {
  const all = panels.flatMap(({ series }) => series);
  const filled = all.filter(({ buckets }) => hasCounts(buckets));
  if (filled.length === 0) return null;
  // A single panel keeps the column of a series with nothing to count, which says so.
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
  /** Note for a chart without hollow points. */
  intervals: 'Bars: 95 % intervals.',
  /** Note for a chart with a panel for each kind. */
  panels: 'A kind with fewer than 30 cases at every distance is in the table only.',
};

/** Describes a chart by the first and last share of each series. */
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
