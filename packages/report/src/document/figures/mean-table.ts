import { formatBucket, formatCount } from '../../text/format.ts';
import type { Cell, MeanBucket, Table } from '../types.ts';
import { estimateCell, textCell } from './cells.ts';
import type { EstimateAt } from './curves.ts';

/** One row per place, one column per series. */
export function estimateTable(
  caption: string,
  heading: string,
  columns: readonly { name: string; points: readonly EstimateAt[] }[],
  format: (value: number) => string,
): Table {
  const places = [...new Set(columns.flatMap(({ points }) => points.map(({ at }) => at)))].sort(
    (a, b) => a - b,
  );
  return {
    caption,
    columns: [heading, ...columns.map(({ name }) => name)],
    rows: places.map((place): Cell[] => [
      textCell(formatCount(place)),
      ...columns.map(({ points }) =>
        estimateCell(
          points.find(({ at }) => at === place),
          format,
        ),
      ),
    ]),
  };
}

/** One row per bucket, one column per series: mean, interval, sample size. */
export function meanTable(
  caption: string,
  heading: string,
  columns: readonly { name: string; buckets: readonly MeanBucket[] }[],
  format: (value: number) => string,
): Table {
  const byStart = new Map(columns.flatMap(({ buckets }) => buckets.map((bucket) => [bucket.from, bucket])));
  const sorted = [...byStart.values()].sort((a, b) => a.from - b.from);
  return {
    caption,
    columns: [heading, ...columns.map(({ name }) => name)],
    rows: sorted.map(({ from, to }): Cell[] => [
      textCell(formatBucket({ from, to })),
      ...columns.map(({ buckets }) =>
        estimateCell(
          buckets.find((bucket) => bucket.from === from),
          format,
        ),
      ),
    ]),
  };
}
