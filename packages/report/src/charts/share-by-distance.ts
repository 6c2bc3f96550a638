import { HELD_THRESHOLD } from '../document/reach.ts';
import { type BucketSeries, bucketMarks } from './bucket-marks.ts';
import { type ChartText, frame } from './frame.ts';
import { type Layout, plotExtent } from './layout.ts';
import { bucketMiddle, distanceScale, distanceTicks, shareScale, shareTicks } from './scales.ts';
import { element } from './svg.ts';

/** Shares in doubling buckets of distance: the form of every curve that asks “how far?”. */
export function shareByDistance(
  layout: Layout,
  text: ChartText,
  series: readonly BucketSeries[],
  labels: { vertical: string; horizontal: string; threshold: boolean },
): string {
  const extent = plotExtent(layout);
  const filled = series.flatMap(({ buckets }) => buckets).filter(({ n }) => n > 0);
  const x = distanceScale(
    Math.min(...filled.map(({ from }) => from)),
    Math.max(...filled.map(({ to }) => to)),
    extent,
  );
  const y = shareScale(Math.min(...filled.map(({ low }) => low)), extent);
  const isShown = labels.threshold && y.domain()[0]! < HELD_THRESHOLD;
  const threshold = {
    class: 'threshold',
    x1: extent.left,
    x2: extent.right,
    y1: y(HELD_THRESHOLD),
    y2: y(HELD_THRESHOLD),
  };
  return frame(
    layout,
    text,
    {
      horizontal: { label: labels.horizontal, ticks: distanceTicks(x, layout) },
      vertical: { label: labels.vertical, ticks: shareTicks(y) },
    },
    isShown ? element('line', threshold) : '',
    bucketMarks(series, { x: (bucket) => x(bucketMiddle(bucket)), y, unit: 'characters' }, layout, extent),
  );
}
