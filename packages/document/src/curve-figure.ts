import { estimate as estimateCell } from './cells.ts';
import type { CurvePanel, Point, SeriesStyle, VerticalAxis } from './chart.ts';
import * as format from './format.ts';
import { curves, type EstimateSeries, estimates } from './plot.ts';
import { chartFigure, type Places, seriesTable } from './tables.ts';
import type { Figure } from './types.ts';

/** Things at places of an axis: the points of a curve and what a column of its table is made from. */
export interface PlacedSeries<T> {
  readonly style: SeriesStyle;
  readonly name: string;
  /** Heading of its column, if that takes more than the name. */
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

/** Things in buckets: each has its row. */
export const byBucket = {
  place: ({ from }: { from: number }) => from,
  label: (bucket: { from: number; to: number }) => format.bucket(bucket),
};

/** A curve and a column of the table for each series. */
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

type EstimatePanel = Omit<CurvePanel, 'horizontal' | 'series'> & { series: readonly EstimateSeries[] };

type EstimateFrame = Omit<CurveFrame, 'ends'> & {
  /** Unit of places on the axis, for tooltips. */
  unit: string;
  format: (value: number) => string;
};

/** Figures with intervals at single distances as a curve and a column for each series. */
export function estimateFigure(
  panels: readonly EstimatePanel[],
  { heading, horizontal, vertical, unit, format: write, ...figure }: EstimateFrame,
): Figure {
  const columns = panels.flatMap(({ title, series }) =>
    series.map(({ name, points: items }) => ({ name: title === '' ? name : `${title}, ${name}`, items })),
  );
  // A logarithm has no place for zero.
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
    chart: curves(drawn, { horizontal, vertical }),
    ...seriesTable(heading, columns, {
      place: ({ at }) => at,
      label: ({ at }) => format.count(at),
      cell: (point) => estimateCell(point, write),
    }),
  });
}
