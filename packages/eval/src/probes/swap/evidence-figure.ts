import {
  barsNote,
  chartFigure,
  curvesOverDistance,
  estimateCell,
  type Figure,
  formatBucket,
  formatEstimate,
  type MeanBucket,
  meanPoints,
  seriesTable,
  threeDecimals,
} from '@longrange/document/internal';
import { bracketsRead, type Probed } from '../named-probes.ts';

/** What the opener adds to the odds of its own closer; null where nothing was asked. */
export function evidenceFigure({ withUntrained }: Probed): Figure | null {
  const all = withUntrained.flatMap((named) => {
    const buckets = bracketsRead(named)?.evidence ?? [];
    return buckets.some(({ n }) => n > 0) ? [{ name: named.name, style: named.style, buckets }] : [];
  });
  if (all.length === 0) return null;
  const filled = all.flatMap(({ buckets }) => buckets.filter(({ n }) => n > 0));
  return chartFigure({
    id: 'range-evidence',
    chart: curvesOverDistance(
      [
        {
          title: '',
          series: all.map(({ name, style, buckets }) => ({
            ...{ name, style },
            points: meanPoints(name, buckets, 'characters', threeDecimals),
          })),
          levels: [{ value: 0 }],
        },
      ],
      {
        horizontal: 'Distance from the opener, characters',
        vertical: { label: 'Evidence, nats', scale: 'value' },
        ends: [0.9 * Math.min(...filled.map(({ from }) => from)), Math.max(...filled.map(({ to }) => to))],
      },
    ),
    title: 'What the opener still adds, by distance',
    caption:
      'Reading brackets. Half of how much the log-odds of one closer over the other shift from twin to twin: 0 for a reader that does not see the opener.',
    chartNote: `${barsNote} Dashed: nothing.`,
    description: `${all.map(describe).join('; ')}.`,
    ...seriesTable(
      'Distance, characters',
      all.map(({ name, buckets }) => ({ name, items: buckets })),
      {
        place: ({ from }) => from,
        label: formatBucket,
        cell: (bucket) => estimateCell(bucket, threeDecimals),
      },
    ),
  });
}

function describe({ name, buckets }: { name: string; buckets: readonly MeanBucket[] }): string {
  const filled = buckets.filter(({ n }) => n > 0);
  const words = (bucket: MeanBucket) => `${formatEstimate(bucket)} at ${formatBucket(bucket)}`;
  return `${name}: ${words(filled[0]!)}, ${words(filled.at(-1)!)}`;
}
