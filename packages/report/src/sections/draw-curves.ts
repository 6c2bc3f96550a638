import type * as declared from '@longrange/eval/internal';
import {
  type BucketSeries,
  byBucket,
  type CurvePanel,
  cell,
  curveFigure,
  describeEnds,
  estimateFigure,
  type FailureRange,
  type Figure,
  format,
  notes,
  type Places,
  type Point,
  plot,
  type SeriesStyle,
  shareFigure,
} from '../document/internal.ts';
import { formats } from '../words/lead.ts';
import { predictorStyle } from '../words/subjects.ts';
import { doublings, hazardRules, survivalRules } from './open-brackets.ts';
import { failedClosers } from './shown-failures.ts';

/** Measurements of one text or predictor, with its name. */
export interface Measured<Fields> {
  /** Name in tests. */
  readonly id: string;
  readonly name: string;
  readonly style: SeriesStyle;
  readonly fields: Fields;
  /** Failures in the ranges of its rate of failures. */
  readonly failures?: readonly FailureRange[];
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
  const list = typeof panels === 'function' ? panels(all.map(({ fields }) => fields)) : panels;
  return list.map(({ title, of, failures, level, place }, panel) => ({
    title,
    series: sides.map(({ name, style, fields, condition }, index) => {
      const column = title === '' || title === name ? name : `${title}, ${name}`;
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
  readonly panels:
    | readonly declared.Panel<Fields, Point>[]
    | ((all: readonly Fields[]) => readonly declared.Panel<Fields, Point>[]);
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
    case 'rate': {
      const panels = panelsOf(figure, all).map(({ title, series }) => ({
        title,
        series: series.map((one, index) => ({ ...one, failures: all[index]!.failures ?? [] })),
      }));
      return placedFigure(panels, { figure, endsWithOthers: true, ...hazardRules });
    }
    case 'survival': {
      const panels = panelsOf(figure, all).map(({ title, series }) => ({
        title,
        series: series.map(({ items, ...one }) => ({ ...one, items: doublings(items) })),
      }));
      return placedFigure(panels, { figure, scale: 'share', endsWithOthers: true, ...survivalRules });
    }
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
        horizontal,
        vertical: {
          label: vertical,
          scale: figure.format === 'magnitude' ? 'magnitude' : 'value',
          ...(figure.format === 'percent' && { unit: 'percent' as const }),
        },
        unit: 'characters',
        format: write,
      });
    }
    case 'mean':
      return placedFigure(panelsOf(figure, all), {
        ...byBucket,
        figure,
        points: ({ name, items }) => plot.means(name, items, 'characters', write),
        chartNote: notes.bars,
        cell: (bucket) => cell.estimate(bucket, write),
      });
    case 'plain':
      return placedFigure(panelsOf(figure, all), {
        ...byBucket,
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
        ...byBucket,
        figure: { ...figure, format: 'percent' },
        points: countPoints,
        chartNote: plainNote,
        cell: (bucket) => bucket?.n,
      });
  }
}

const plainNote = 'Without intervals.';

interface Drawn<Item> extends Places<Item> {
  readonly figure: Pick<
    declared.Curves<never>,
    'id' | 'title' | 'caption' | 'folded' | 'horizontal' | 'vertical' | 'format' | 'level'
  >;
  /** Scale of the vertical axis: values from zero by default. */
  readonly scale?: 'share' | 'value';
  /** Lets real code, which reaches much farther, not stretch the axis. */
  readonly endsWithOthers?: boolean;
  points(one: Series<Item>): readonly Point[];
  readonly chartNote: string;
}

/** Series of a panel before its items become points. */
interface Series<Item> extends Omit<SeriesOf<Item>, 'failures'> {
  readonly failures: readonly FailureRange[];
}

type SeriesOf<Item> = ReturnType<typeof panelsOf<never, Item>>[number]['series'][number];

/** Draws numbers by distance; null if there are none. Series without cases are left out. */
function placedFigure<Item extends object>(
  panels: readonly { readonly title: string; readonly series: readonly Series<Item>[] }[],
  { figure, scale = 'value', endsWithOthers = false, points, ...drawn }: Drawn<Item>,
): Figure | null {
  const { id, title, caption = '', folded = false, horizontal, vertical, level } = figure;
  const filled = panels
    .map(({ title, series }) => {
      const own = series.filter(({ items }) => items.some((item) => !('n' in item) || item.n !== 0));
      return {
        title,
        series: own.map((one) => ({ ...one, points: points(one) })),
        ...linesOf(own, level),
      };
    })
    .filter(({ series }) => series.some((one) => one.points.length > 0));
  if (filled.length === 0) return null;
  const end = endsWithOthers ? endOf(filled.flatMap(({ series }) => series)) : Number.POSITIVE_INFINITY;
  const failures = filled.flatMap(({ series }) => series.flatMap((one) => one.failures));
  const shown = filled.map(({ series, ...panel }) => ({
    ...panel,
    series: series.map((one) => ({ ...one, points: one.points.filter(({ at }) => at <= end) })),
  }));
  return curveFigure<Item>(shown, {
    id,
    title,
    caption,
    folded,
    ...(failures.length > 0 && { failures }),
    heading: horizontal,
    horizontal,
    vertical: {
      label: vertical,
      scale,
      ...(figure.format === 'percent' && { unit: 'percent' as const }),
    },
    description: describeEnds(shown.flatMap(({ series }) => series)),
    ...drawn,
  });
}

/** Returns the farthest place of any series but real code; of all if there is no other. */
function endOf(all: readonly { readonly style: SeriesStyle; readonly points: readonly Point[] }[]): number {
  const others = all.filter(({ style, points }) => style !== 'real' && points.length > 0);
  return Math.max(...(others.length > 0 ? others : all).flatMap(({ points }) => points.map(({ at }) => at)));
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
