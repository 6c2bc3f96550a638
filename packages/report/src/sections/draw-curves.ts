import type * as declared from '@longrange/eval/internal';
import {
  byBucket,
  type CurvePanel,
  cell,
  chartFigure,
  type FailureRange,
  type Figure,
  format,
  type HorizontalScale,
  notes,
  type Places,
  type Point,
  plot,
  type SeriesStyle,
  seriesTable,
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
  const [first] = all;
  const sides =
    conditions === undefined || first === undefined
      ? all.map((one) => ({ ...one, condition: '' }))
      : conditions.map((name, index) => ({
          ...first,
          name,
          condition: name,
          style: predictorStyle(index),
        }));
  const list = typeof panels === 'function' ? panels(all.map(({ fields }) => fields)) : panels;
  return list.map(({ title, of, failures, level, place }, panel) => ({
    title,
    series: sides.map(({ name, style, fields, condition }, index) => {
      const column = title === '' || title === name ? name : `${title}, ${name}`;
      const missed: readonly FailureRange[] = failedClosers(`${id}-${index}-${panel}`, column, {
        failures: failures?.(fields),
      });
      return {
        name,
        style,
        column,
        items: of(fields, condition),
        failures: missed,
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

/** Share above which a kind counts as held: the criterion of Hewitt et al. 2020. */
const HELD_THRESHOLD = 0.8;

/**
 * Draws curves over a distance, with the same numbers in a table; null if there is nothing to draw.
 * @param unit unit of the distance in tooltips of estimates
 */
export function drawCurves<Fields>(
  figure: declared.Curves<Fields>,
  all: readonly Measured<Fields>[],
  unit = 'characters',
): Figure | null {
  const write = formats[figure.format ?? 'decimal'];
  switch (figure.kind) {
    case 'share': {
      const { criterion = false, horizontal, scale } = figure;
      const step = scale === 'steps' ? format.uncapitalize(horizontal) : undefined;
      return placedFigure(panelsOf(figure, all), {
        ...byBucket,
        figure: criterion ? { ...figure, level: HELD_THRESHOLD } : figure,
        scale: 'share',
        ...(step !== undefined && { stepOf: format.bucket }),
        endsWithOthers: true,
        points: ({ name, column, items, failures }) =>
          step === undefined
            ? plot.shares(name, items, { failures })
            : plot.shares(column, items, { failures, step }),
        chartNote: criterion ? notes.criterion : notes.bars,
        cell: (bucket) => bucket,
      });
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
      const scale = figure.format === 'magnitude' ? 'magnitude' : 'value';
      return placedFigure(panelsOf(figure, all), {
        figure,
        scale,
        place: ({ at }) => at,
        label: ({ at }) => format.count(at),
        // A logarithmic axis has no place for zero.
        points: ({ name, items }) =>
          plot.estimates(
            name,
            items.filter(({ value }) => scale === 'value' || value > 0),
            unit,
            write,
          ),
        chartNote: notes.intervals,
        cell: (point) => cell.estimate(point, write),
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
        points: ({ name, items }) => countPoints(name, items),
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
  readonly scale?: 'share' | 'value' | 'magnitude';
  /** Lets real code, which reaches much farther, not stretch the axis. */
  readonly endsWithOthers?: boolean;
  /** Returns the name of a step, if the horizontal axis has single steps. */
  readonly stepOf?: (item: Item) => string;
  points(one: Series<Item>): readonly Point[];
  readonly chartNote: string;
}

/** Series of a panel before its items become points. */
type Series<Item> = ReturnType<typeof panelsOf<never, Item>>[number]['series'][number];

/** Draws numbers by distance; null if there are none. Series without cases are left out, and panels of few cases are in the table alone. */
function placedFigure<Item extends object>(
  panels: readonly { readonly title: string; readonly series: readonly Series<Item>[] }[],
  { figure, scale = 'value', endsWithOthers = false, stepOf, points, chartNote, ...places }: Drawn<Item>,
): Figure | null {
  const { id, title, caption = '', folded = false, horizontal, vertical, level } = figure;
  const filled = panels
    .map((panel) => ({
      title: panel.title,
      series: panel.series
        .filter(({ items }) => items.some((item) => !('n' in item) || item.n !== 0))
        .map((one) => ({ ...one, points: points(one) })),
    }))
    .filter(({ series }) => series.some((one) => one.points.length > 0));
  if (filled.length === 0) return null;
  const all = filled.flatMap(({ series }) => series);
  const end = endsWithOthers ? endOf(all) : Number.POSITIVE_INFINITY;
  const shown = filled.map(({ title: panelTitle, series }) => ({
    title: panelTitle,
    series: series.map(({ style, name, points: placed }) => ({
      style,
      name,
      points: placed.filter(({ at }) => at <= end),
    })),
    ...linesOf(series, level),
    ...(stepOf !== undefined && { horizontal: stepsOf(series, places.place, stepOf) }),
  }));
  const firm = shown.filter(({ series }) => series.some((one) => one.points.some(({ thin }) => !thin)));
  const at = shown.flatMap(({ series }) => series.flatMap((one) => one.points.map((point) => point.at)));
  const distances = { kind: 'distance', from: Math.min(...at) * 0.8, to: Math.max(...at) * 1.25 } as const;
  const failures = all.flatMap((one) => one.failures);
  return chartFigure({
    id,
    title,
    caption,
    folded,
    chartNote,
    ...(failures.length > 0 && { failures }),
    description: describeEnds(shown.flatMap(({ series }) => series)),
    chart: {
      kind: 'curves',
      horizontal,
      vertical: {
        label: vertical,
        scale,
        ...(figure.format === 'percent' && { unit: 'percent' as const }),
      },
      panels: (firm.length > 0 ? firm : shown).map((panel) => ({ horizontal: distances, ...panel })),
    },
    ...seriesTable(horizontal, all, places),
  });
}

/** Axis with a place for each step that has cases. */
function stepsOf<Item>(
  series: readonly Series<Item>[],
  place: (item: Item) => number,
  name: (item: Item) => string,
): HorizontalScale {
  const names = new Map(series.flatMap(({ items }) => items.map((item) => [place(item), name(item)])));
  const ticks = [...names].map(([at, text]) => ({ at, name: text }));
  return { kind: 'categories', ticks: ticks.sort((a, b) => a.at - b.at) };
}

/** Describes a chart by the nearest and the farthest point of each series. */
function describeEnds(all: readonly { readonly points: readonly Point[] }[]): string {
  const ends = all.flatMap(({ points }) => [...new Set([points[0], points.at(-1)])]);
  return `${ends.flatMap((point) => point?.title ?? []).join('; ')}.`;
}

/** Returns the farthest place of any series but real code; of all if there is no other. */
function endOf(all: readonly { readonly style: SeriesStyle; readonly points: readonly Point[] }[]): number {
  const others = all.filter(({ style, points }) => style !== 'real' && points.length > 0);
  return Math.max(...(others.length > 0 ? others : all).flatMap(({ points }) => points.map(({ at }) => at)));
}

function countPoints(name: string, items: readonly declared.CountBucket[]) {
  const all = items.reduce((sum, { n }) => sum + n, 0);
  return items.map((bucket) => {
    const words = `${format.distances(bucket)}: ${format.percent(bucket.n / all)} (${format.count(bucket.n)})`;
    return plot.plain(plot.middle(bucket), bucket.n / all, `${name}, ${words}`);
  });
}
