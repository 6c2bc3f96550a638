import { estimateCell } from './cells.ts';
import type { CurvePanel, VerticalAxis } from './chart.ts';
import { curvesOverDistance, type EstimateSeries, estimatePoints } from './curves.ts';
import { formatCount } from './format.ts';
import { chartFigure, seriesTable } from './tables.ts';
import type { Figure } from './types.ts';

type EstimatePanel = Omit<CurvePanel, 'horizontal' | 'series'> & { series: readonly EstimateSeries[] };

type Frame = Pick<Figure, 'id' | 'title' | 'caption' | 'chartNote' | 'description'> & {
  /** What the first column counts. */
  heading: string;
  horizontal: string;
  vertical: VerticalAxis;
  /** What a place on the axis counts, for tooltips. */
  unit: string;
  format: (value: number) => string;
};

/** Figures with intervals at single distances as a curve and a column for each series. */
export function estimateFigure(
  panels: readonly EstimatePanel[],
  { heading, horizontal, vertical, unit, format, ...figure }: Frame,
): Figure {
  const columns = panels.flatMap(({ title, series }) =>
    series.map(({ name, points: items }) => ({ name: title === '' ? name : `${title}, ${name}`, items })),
  );
  // A logarithm has no place for zero.
  const isDrawn = ({ value }: { value: number }) => vertical.scale !== 'magnitude' || value > 0;
  const drawn = panels.map(({ series, ...panel }) => ({
    ...panel,
    series: series
      .map((one) => ({ ...one, points: one.points.filter(isDrawn) }))
      .filter(({ points }) => points.length > 0)
      .map((one) => ({ ...one, points: estimatePoints(one, unit, format) })),
  }));
  return chartFigure({
    ...figure,
    chart: curvesOverDistance(
      drawn.filter(({ series }) => series.length > 0),
      { horizontal, vertical },
    ),
    ...seriesTable(heading, columns, {
      place: ({ at }) => at,
      label: ({ at }) => formatCount(at),
      cell: (point) => estimateCell(point, format),
    }),
  });
}
