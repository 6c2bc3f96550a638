import type * as declared from '@longrange/eval/internal';
import {
  type BucketSeries,
  byBucket,
  type Content,
  type CurvePanel,
  cell,
  curveFigure,
  estimateFigure,
  type Figure,
  format,
  notes,
  type Point,
  plot,
  type SeriesStyle,
  shareFigure,
} from '../document/index.ts';
import { formats } from '../words/lead.ts';
import { predictorStyle } from '../words/subjects.ts';
import { hazardFigure, survivalFigure } from './open-brackets.ts';
import { failedClosers } from './shown-failures.ts';

/** What was measured of one text or predictor, with its name. */
export interface Measured<Fields> {
  /** Name in tests. */
  readonly id: string;
  readonly name: string;
  readonly style: SeriesStyle;
  readonly fields: Fields;
}

/** Series of each panel. A column of the table also names its panel if there are several. */
function panelsOf<Fields, Point>(
  { id, conditions, panels }: PanelsOf<Fields, Point>,
  all: readonly Measured<Fields>[],
) {
  const [own] = all;
  const sides =
    conditions === undefined || own === undefined
      ? all.map((one) => ({ ...one, condition: '' }))
      : conditions.map((name, index) => ({
          ...own,
          name,
          condition: name,
          style: predictorStyle(index),
        }));
  return panels.map(({ title, of, failures, level, place }, panel) => ({
    title,
    series: sides.map(({ name, style, fields, condition }, index) => {
      const column = title === '' ? name : `${title}, ${name}`;
      return {
        name,
        style,
        column,
        items: of(fields, condition),
        failures: failedClosers(`${id}-${index}-${panel}`, column, { failures: failures?.(fields) }),
        level: level?.(fields) ?? null,
        place: place?.(fields) ?? null,
      };
    }),
  }));
}

interface PanelsOf<Fields, Point> {
  readonly id: string;
  readonly conditions?: readonly string[];
  readonly panels: readonly declared.Panel<Fields, Point>[];
}

/** Horizontal lines of a figure and of its series, and vertical ones. */
function linesOf(
  series: readonly {
    readonly name: string;
    readonly style: SeriesStyle;
    readonly level: number | null;
    readonly place: number | null;
  }[],
  level: number | undefined,
): Pick<CurvePanel, 'levels' | 'places'> {
  return {
    levels: [
      ...(level === undefined ? [] : [{ value: level }]),
      ...series.flatMap(({ style, level: value }) => (value === null ? [] : [{ style, value }])),
    ],
    places: series.flatMap(({ name, style, place: at }) =>
      at === null ? [] : [{ name, style, at, label: format.count(at) }],
    ),
  };
}

/** Draws curves over a distance, with the same numbers in a table; null if there is nothing to draw. */
export function drawCurves<Fields>(
  figure: declared.Curves<Fields>,
  all: readonly Measured<Fields>[],
): Figure | null {
  const { id, title, caption = '', horizontal, vertical, level } = figure;
  const folded = figure.folded ?? false;
  const write = formats[figure.format ?? 'decimal'];
  const heading = horizontal;
  const frame = { id, title, caption, folded, heading };
  switch (figure.kind) {
    case 'share': {
      const panels = panelsOf(figure, all).map(({ title, series }) => ({
        title,
        series: series.map(({ items, ...one }): BucketSeries => ({ ...one, buckets: items })),
      }));
      const { criterion: threshold = false, scale } = figure;
      const axes = {
        vertical,
        horizontal,
        threshold,
        isSteps: scale === 'steps',
        hidesThinPanels: panels.length > 1,
      };
      return shareFigure(panels, { ...frame, axes, chartNote: threshold ? notes.criterion : notes.bars });
    }
    case 'rate':
      return hazardFigure(
        panelsOf(figure, all).map(({ title, series }) => ({
          title,
          series: series.map(({ items, ...one }) => ({ ...one, hazard: [...items], netSurvival: [] })),
        })),
        frame,
      );
    case 'survival':
      return survivalFigure(
        panelsOf(figure, all).map(({ title, series }) => ({
          title,
          series: series.map(({ items, ...one }) => ({ ...one, netSurvival: [...items], hazard: [] })),
        })),
        frame,
      );
    case 'estimate': {
      const panels = panelsOf(figure, all)
        .map(({ title, series }) => {
          const filled = series.filter(({ items }) => items.length > 0);
          return {
            title,
            series: filled.map(({ name, style, items: points }) => ({ name, style, points })),
            ...linesOf(filled, level),
          };
        })
        .filter(({ series }) => series.length > 0);
      if (panels.length === 0) return null;
      return estimateFigure(panels, {
        ...frame,
        chartNote: notes.intervals,
        description: '',
        horizontal,
        vertical: { label: vertical, scale: figure.format === 'magnitude' ? 'magnitude' : 'value' },
        unit: 'characters',
        format: write,
      });
    }
    case 'mean':
      return placedFigure(panelsOf(figure, all), {
        figure,
        points: ({ name, items }) => plot.means(name, items, 'characters', write),
        chartNote: notes.bars,
        cell: (bucket) => cell.estimate(bucket, write),
      });
    case 'plain':
      return placedFigure(panelsOf(figure, all), {
        figure,
        points: ({ name, items }) =>
          items.map((bucket) => {
            const words = `${format.distances(bucket)}: ${write(bucket.value)}, n ${format.count(bucket.n)}`;
            const point = plot.plain(plot.middle(bucket), bucket.value, `${name}, ${words}`);
            return { ...point, thin: format.isThin(bucket) };
          }),
        chartNote: plainNote,
        cell: (bucket) =>
          bucket && cell.detailed(bucket.value, write(bucket.value), `n ${format.count(bucket.n)}`),
      });
    case 'count':
      return placedFigure(panelsOf(figure, all), {
        figure: { ...figure, format: 'percent' },
        points: countPoints,
        chartNote: plainNote,
        cell: (bucket) => bucket?.n,
      });
  }
}

const plainNote = 'Without intervals.';

interface Drawn<Item> {
  readonly figure: Pick<
    declared.Curves<never>,
    'id' | 'title' | 'caption' | 'folded' | 'horizontal' | 'vertical' | 'format' | 'level'
  >;
  readonly points: (one: { readonly name: string; readonly items: readonly Item[] }) => readonly Point[];
  readonly chartNote: string;
  readonly cell: (item: Item | undefined) => Content;
}

/** Draws numbers in ranges of distance; null if there are none. Series without cases are left out. */
function placedFigure<Item extends { readonly from: number; readonly to: number; readonly n: number }>(
  panels: ReturnType<typeof panelsOf<never, Item>>,
  { figure, points, ...drawn }: Drawn<Item>,
): Figure | null {
  const { id, title, caption = '', folded = false, horizontal, vertical, level } = figure;
  const filled = panels
    .map(({ title, series }) => {
      const own = series.filter(({ items }) => items.some(({ n }) => n > 0));
      return {
        title,
        series: own.map((one) => ({ ...one, points: points(one) })),
        ...linesOf(own, level),
      };
    })
    .filter(({ series }) => series.length > 0);
  if (filled.length === 0) return null;
  return curveFigure<Item>(filled, {
    id,
    title,
    caption,
    folded,
    heading: horizontal,
    horizontal,
    vertical: {
      label: vertical,
      scale: 'value',
      ...(figure.format === 'percent' && { unit: 'percent' as const }),
    },
    description: '',
    ...byBucket,
    ...drawn,
  });
}

function countPoints({
  name,
  items,
}: {
  readonly name: string;
  readonly items: readonly declared.CountBucket[];
}) {
  const all = items.reduce((sum, { n }) => sum + n, 0);
  return items.map((bucket) => {
    const words = `${format.distances(bucket)}: ${format.percent(bucket.n / all)} (${format.count(bucket.n)})`;
    return plot.plain(plot.middle(bucket), bucket.n / all, `${name}, ${words}`);
  });
}
