import { isThick } from '../document/tables/bucket-table.ts';
import { HELD_THRESHOLD } from '../document/words/reach.ts';
import { formatDistances } from '../text/format.ts';
import { type BucketSeries, bucketMarks } from './bucket-marks.ts';
import { type ChartText, image, plot } from './frame.ts';
import { type Layout, plotExtent } from './layout.ts';
import { bucketMiddle, distanceScale, distanceTicks, shareScale, shareTicks } from './scales.ts';
import type { SeriesStyle } from './series.ts';
import { element } from './svg.ts';

export interface DistanceLabels {
  vertical: string;
  horizontal: string;
  /** Whether the criterion is drawn, where the axis reaches down to it. */
  threshold: boolean;
  /** Where series end: a line drops from the criterion to the axis. */
  drops?: readonly { style: SeriesStyle; at: number }[];
}

/** Whether a panel says enough to be drawn: where another one has a bucket with 30 cases, this one has to. */
export function isShown(own: readonly BucketSeries[], all: readonly BucketSeries[]): boolean {
  const hasThick = (series: readonly BucketSeries[]) => series.some(({ buckets }) => isThick(buckets));
  return own.length > 0 && (hasThick(own) || !hasThick(all));
}

/** Shares in doubling buckets of distance: the form of every curve that asks “how far?”. */
export function shareByDistance(
  layout: Layout,
  text: ChartText,
  series: readonly BucketSeries[],
  labels: DistanceLabels,
): string {
  return image(layout, text, distancePlot(layout, series, labels));
}

/** The same as a panel. Panels that stand side by side take their axes from `all` their series. */
export function distancePlot(
  layout: Layout,
  series: readonly BucketSeries[],
  labels: DistanceLabels,
  all: readonly BucketSeries[] = series,
): string {
  const extent = plotExtent(layout);
  const end = endOf(all);
  const filled = all.flatMap(({ buckets }) => buckets).filter(({ n, from }) => n > 0 && from < end);
  const x = distanceScale(Math.min(...filled.map(({ from }) => from)), end, extent);
  const y = shareScale(Math.min(...filled.map(({ low }) => low)), extent);
  const isShown = labels.threshold && y.domain()[0]! < HELD_THRESHOLD;
  const level = y(HELD_THRESHOLD);
  const drops = (isShown ? (labels.drops ?? []) : []).map(({ style, at }) =>
    element('line', { class: `drop series-${style}`, x1: x(at), x2: x(at), y1: level, y2: extent.bottom }),
  );
  return plot(
    layout,
    {
      horizontal: { label: labels.horizontal, ticks: distanceTicks(x, layout) },
      vertical: { label: labels.vertical, ticks: shareTicks(y) },
    },
    isShown
      ? element('line', { class: 'threshold', x1: extent.left, x2: extent.right, y1: level, y2: level })
      : '',
    ...drops,
    bucketMarks(
      within(series, end),
      { x: (bucket) => x(bucketMiddle(bucket)), y, place: formatDistances },
      layout,
      extent,
    ),
  );
}

/** Real code goes on much further than what is under test: it does not stretch the axis. */
function endOf(all: readonly BucketSeries[]): number {
  const filled = (series: readonly BucketSeries[]) =>
    series.flatMap(({ buckets }) => buckets).filter(({ n }) => n > 0);
  const followed = filled(all.filter(({ style }) => style !== 'real'));
  return Math.max(...(followed.length > 0 ? followed : filled(all)).map(({ to }) => to));
}

function within(series: readonly BucketSeries[], end: number): BucketSeries[] {
  return series.map((one) => ({ ...one, buckets: one.buckets.filter(({ from }) => from < end) }));
}
