import { scalePoint } from 'd3-scale';
import type { Bucket } from '../document/types.ts';
import { formatBucket, uncapitalize } from '../text/format.ts';
import { type BucketSeries, bucketMarks } from './bucket-marks.ts';
import { type ChartText, image, plot } from './frame.ts';
import { type Layout, plotExtent } from './layout.ts';
import { shareScale, shareTicks } from './scales.ts';

export interface StepLabels {
  vertical: string;
  horizontal: string;
}

/** Shares by a small whole number (a depth, a count): every bucket has the same width. */
export function shareByStep(
  layout: Layout,
  text: ChartText,
  series: readonly BucketSeries[],
  labels: StepLabels,
): string {
  return image(layout, text, stepPlot(layout, series, labels));
}

/** The same as a panel. Panels that stand side by side take their shares' axis from `all` their series. */
export function stepPlot(
  layout: Layout,
  series: readonly BucketSeries[],
  labels: StepLabels,
  all: readonly BucketSeries[] = series,
): string {
  const extent = plotExtent(layout);
  const isFilled = ({ n }: Bucket) => n > 0;
  const filled = series.flatMap(({ buckets }) => buckets).filter(isFilled);
  const names = [...new Map(filled.map((bucket) => [bucket.from, formatBucket(bucket)])).entries()].sort(
    (a, b) => a[0] - b[0],
  );
  const x = scalePoint(
    names.map(([from]) => from),
    [extent.left, extent.right],
  ).padding(0.5);
  const lows = all.flatMap(({ buckets }) => buckets.filter(isFilled).map(({ low }) => low));
  const y = shareScale(Math.min(...lows), extent);
  const counted = uncapitalize(labels.horizontal === '' ? labels.vertical : labels.horizontal);
  const place = (bucket: Bucket) => `${counted} ${formatBucket(bucket)}`;
  return plot(
    layout,
    {
      horizontal: {
        label: labels.horizontal,
        ticks: readable(names, x.step()).map(([from, name]) => ({ position: x(from)!, text: name })),
      },
      vertical: { label: labels.vertical, ticks: shareTicks(y) },
    },
    bucketMarks(series, { x: ({ from }) => x(from) ?? extent.left, y, place }, layout, extent),
  );
}

/** Every label, or every second or third where they would run into each other. */
function readable(
  names: readonly (readonly [number, string])[],
  step: number,
): readonly (readonly [number, string])[] {
  const widest = Math.max(...names.map(([, name]) => name.length)) * 7 + 8;
  const stride = Math.max(1, Math.ceil(widest / step));
  return names.filter((_, index) => index % stride === 0);
}
