import { estimate as estimateCell } from './cells.ts';
import type { CurvePanel, Point, SeriesStyle, VerticalAxis } from './chart.ts';
import * as format from './format.ts';
import { curves, type EstimateSeries, estimates } from './plot.ts';
import { chartFigure, type Places, seriesTable } from './tables.ts';
import type { Figure } from './types.ts';

/** Items at positions on an axis: the points of a curve, and the items of a column of its table. */
export interface PlacedSeries<T> {
  readonly style: SeriesStyle;
  readonly name: string;
  /** Heading of its column. Default: the name. */
  readonly column?: string;
  readonly items: readonly T[];
  readonly points: readonly Point[];
}

type PlacedPanel<T> = Omit<CurvePanel, 'horizontal' | 'series'> & {
  readonly series: readonly PlacedSeries<T>[];
};

type CurveFrame = Omit<Figure, 'chart' | 'table'> & {
  /** Heading of the first column. */
  heading: string;
  horizontal: string;
  vertical: VerticalAxis;
  ends?: [number, number];
};

/** Rows of a table of buckets. */
export const byBucket = {
  place: ({ from }: { from: number }) => from,
  label: (bucket: { from: number; to: number }) => format.bucket(bucket),
};

/** Makes a figure with a curve and a table column for each series. */
export function curveFigure<T>(
  panels: readonly PlacedPanel<T>[],
  { heading, horizontal, vertical, ends, place, label, cell, ...figure }: CurveFrame & Places<T>,
): Figure {
  const columns = panels.flatMap(({ series }) => series);
  return chartFigure({
    ...figure,
    chart: curves(panels, { horizontal, vertical, ...(ends && { ends }) }),
    ...seriesTable(heading, columns, { place, label, cell }),
  });
}

/** Describes a chart by the nearest and the farthest point of each series. */
export function describeEnds(all: readonly { readonly points: readonly Point[] }[]): string {
  const ends = all.flatMap(({ points }) => [...new Set([points[0], points.at(-1)])]);
  return `${ends.flatMap((point) => point?.title ?? []).join('; ')}.`;
}

type EstimatePanel = Omit<CurvePanel, 'horizontal' | 'series'> & { series: readonly EstimateSeries[] };

type EstimateFrame = Omit<CurveFrame, 'ends' | 'description'> & {
  /** Unit of positions on the axis, for tooltips. */
  unit: string;
  format: (value: number) => string;
};

/** Makes a figure of estimates at single distances, with a curve and a table column for each series. */
export function estimateFigure(
  panels: readonly EstimatePanel[],
  { heading, horizontal, vertical, unit, format: write, ...figure }: EstimateFrame,
): Figure {
  const columns = panels.flatMap(({ title, series }) =>
    series.map(({ name, points: items }) => ({ name: title === '' ? name : `${title}, ${name}`, items })),
  );
  // A logarithmic axis has no place for zero.
  const isDrawn = ({ value }: { value: number }) => vertical.scale !== 'magnitude' || value > 0;
  const drawn = panels
    .map(({ series, ...panel }) => ({
      ...panel,
      series: series
        .map((one) => ({ ...one, points: estimates(one.name, one.points.filter(isDrawn), unit, write) }))
        .filter(({ points }) => points.length > 0),
    }))
    .filter(({ series }) => series.length > 0);
  return chartFigure({
    ...figure,
    description: describeEnds(drawn.flatMap(({ series }) => series)),
    chart: curves(drawn, { horizontal, vertical }),
    ...seriesTable(heading, columns, {
      place: ({ at }) => at,
      label: ({ at }) => format.count(at),
      cell: (point) => estimateCell(point, write),
    }),
  });
}
