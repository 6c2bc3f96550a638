import { formatBucket, formatCount } from '../../text/format.ts';
import type { MeanBucket, Table } from '../types.ts';
import { estimateCell } from './cells.ts';
import type { EstimateAt } from './curves.ts';
import { seriesTable } from './tables.ts';

type Format = (value: number) => string;

/** Figures at single places. */
export function estimateTable(
  caption: string,
  heading: string,
  columns: readonly { name: string; points: readonly EstimateAt[] }[],
  format: Format,
): Table {
  const series = columns.map(({ name, points: items }) => ({ name, items }));
  return seriesTable(caption, heading, series, {
    place: ({ at }) => at,
    label: ({ at }) => formatCount(at),
    cell: (point) => estimateCell(point, format),
  });
}

/** Means in buckets: with interval and sample size. */
export function meanTable(
  caption: string,
  heading: string,
  columns: readonly { name: string; buckets: readonly MeanBucket[] }[],
  format: Format,
): Table {
  const series = columns.map(({ name, buckets: items }) => ({ name, items }));
  return seriesTable(caption, heading, series, {
    place: ({ from }) => from,
    label: formatBucket,
    cell: (bucket) => estimateCell(bucket, format),
  });
}
