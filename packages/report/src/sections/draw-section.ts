import type * as declared from '@longrange/eval/internal';
import {
  type BucketSeries,
  byBucket,
  type Content,
  cell,
  chartFigure,
  curveFigure,
  type DotRow,
  estimateFigure,
  type Figure,
  type FigureTable,
  format,
  inTheTable,
  notes,
  type PlacedSeries,
  plot,
  type Section,
  type SeriesStyle,
  shareFigure,
  tableFigure,
} from '../document/index.ts';
import { leadSentence } from '../words/lead.ts';
import type { Tests } from '../words/tested.ts';
import { hazardFigure, survivalFigure } from './open-brackets.ts';

/** What was measured of one text or predictor, with its name. */
export interface Measured<Fields> {
  /** Name in tests. */
  readonly id: string;
  readonly name: string;
  readonly style: SeriesStyle;
  readonly fields: Fields;
}

/**
 * Draws a section from its declaration.
 * @param all the text or predictor in question first
 * @param added figures of this section alone, which follow the first declared one
 */
export function drawSection<Fields>(
  { id, metric, title, definition, lead, figures }: declared.Section<Fields>,
  all: readonly Measured<Fields>[],
  tests: Tests,
  added: readonly (Figure | null)[] = [],
): Section | null {
  const [first, ...others] = figures.map((figure) => drawFigure(figure, all));
  const drawn = [first, ...added, ...others].filter((figure) => figure != null);
  if (drawn.length === 0) return null;
  return {
    id,
    ...(metric !== undefined && { metric }),
    title,
    paragraphs: [...lead.map((one) => leadSentence(one, all, tests)), definition].filter(Boolean),
    figures: drawn,
    definitions: {},
  };
}

function drawFigure<Fields>(
  figure: declared.SectionFigure<Fields>,
  all: readonly Measured<Fields>[],
): Figure | null {
  switch (figure.kind) {
    case 'values':
      return drawValues(figure, all);
    case 'list':
      return drawList(figure, all);
    default:
      return drawCurves(figure, all);
  }
}

/** Series of each panel. A column of the table also names its panel if there are several. */
function panelsOf<Fields, Point>(
  panels: readonly { readonly title: string; of(fields: Fields): readonly Point[] }[],
  all: readonly Measured<Fields>[],
) {
  return panels.map(({ title, of }) => ({
    title,
    series: all.map(({ name, style, fields }) => ({
      name,
      style,
      column: title === '' ? name : `${title}, ${name}`,
      items: of(fields),
    })),
  }));
}

function drawCurves<Fields>(
  figure: declared.Curves<Fields>,
  all: readonly Measured<Fields>[],
): Figure | null {
  const { id, title, caption = '', horizontal, vertical } = figure;
  const folded = figure.folded ?? false;
  const write = formats[figure.format ?? 'decimal'];
  const heading = horizontal;
  const frame = { id, title, caption, folded, heading };
  switch (figure.kind) {
    case 'share': {
      const panels = panelsOf(figure.panels, all).map(({ title, series }) => ({
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
        panelsOf(figure.panels, all).map(({ title, series }) => ({
          title,
          series: series.map(({ items, ...one }) => ({ ...one, hazard: [...items], netSurvival: [] })),
        })),
        frame,
      );
    case 'survival':
      return survivalFigure(
        panelsOf(figure.panels, all).map(({ title, series }) => ({
          title,
          series: series.map(({ items, ...one }) => ({ ...one, netSurvival: [...items], hazard: [] })),
        })),
        frame,
      );
    case 'estimate': {
      const panels = panelsOf(figure.panels, all)
        .map(({ title, series }) => ({
          title,
          series: series.map(({ items, ...one }) => ({ ...one, points: items })),
        }))
        .filter(({ series }) => series.some(({ points }) => points.length > 0));
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
    case 'count': {
      const panels =
        figure.kind === 'mean'
          ? panelsOf(figure.panels, all).map((panel) => placed(panel, (one) => meanPoints(one, write)))
          : panelsOf(figure.panels, all).map((panel) => placed(panel, countPoints));
      if (panels.every(({ series }) => series.length === 0)) return null;
      const isCount = figure.kind === 'count';
      return curveFigure<declared.MeanBucket | declared.CountBucket>(panels, {
        ...frame,
        horizontal,
        vertical: { label: vertical, scale: 'value', ...(isCount && { unit: 'percent' as const }) },
        chartNote: isCount ? 'Plain shares, without intervals.' : notes.bars,
        description: '',
        ...byBucket,
        cell: (bucket) =>
          bucket !== undefined && 'value' in bucket ? cell.estimate(bucket, write) : (bucket?.n ?? null),
      });
    }
  }
}

/** Places the items of a panel; series without cases are left out. */
function placed<Item extends { readonly n: number }>(
  { title, series }: { title: string; series: Omit<PlacedSeries<Item>, 'points'>[] },
  points: (one: Omit<PlacedSeries<Item>, 'points'>) => PlacedSeries<Item>['points'],
) {
  return {
    title,
    series: series
      .filter(({ items }) => items.some(({ n }) => n > 0))
      .map((one) => ({ ...one, points: points(one) })),
  };
}

function meanPoints(
  { name, items }: { readonly name: string; readonly items: readonly declared.MeanBucket[] },
  write: format.Format,
) {
  return plot.means(name, items, 'characters', write);
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

/** Writers of numbers, by the name that declarations give them. */
const formats: Readonly<Record<declared.NumberFormat, format.Format>> = {
  count: format.count,
  percent: (value, bounds) => format.percent(value, bounds),
  bits: (value) => format.bits(value),
  decimal: format.threeDecimals,
  hundredths: format.decimals(2),
  magnitude: format.magnitude,
  signed: (value) => format.signed(value),
};

function contentOf(
  value: declared.Value | number | string | null | undefined,
  write: declared.NumberFormat | undefined,
): Content {
  if (typeof value === 'number') return cell.number(value, formats[write ?? 'count']);
  if (value === null || typeof value !== 'object' || 'estimate' in value) return value;
  return cell.estimate(value, formats[write ?? 'decimal']);
}

function drawValues<Fields>(
  { id, title, caption = '', folded = false, axis, rows }: declared.Values<Fields>,
  all: readonly Measured<Fields>[],
): Figure | null {
  const list = typeof rows === 'function' ? rows(all.map(({ fields }) => fields)) : rows;
  const filled = list
    .map(({ label, format: write, of }) => ({
      label,
      values: all.map(({ fields }) => of(fields)),
      write,
    }))
    .filter(({ values }) => values.some((value) => value != null));
  if (filled.length === 0) return null;
  const table: FigureTable = {
    columns: ['', ...all.map(({ name }) => name)],
    rows: filled.map(({ label, values, write }) => [
      label,
      ...values.map((value) => contentOf(value, write)),
    ]),
  };
  if (axis === undefined) return tableFigure({ id, title, caption, folded, ...table });
  return chartFigure({
    id,
    title,
    caption,
    chartNote: notes.bars,
    description: inTheTable,
    chart: {
      kind: 'rows',
      axis: { label: axis, unit: 'percent', least: 0, most: 1 },
      isSpread: true,
      rows: filled.map(
        ({ label, values }): DotRow => ({
          name: label,
          dots: values.flatMap((value, index) => {
            const { name, style } = all[index]!;
            const isShare = typeof value === 'object' && value !== null && 'estimate' in value;
            return isShare ? plot.dots(style, `${name}, ${label}`, value) : [];
          }),
        }),
      ),
      legend: all.map(({ name, style }) => ({ name, style })),
    },
    ...table,
  });
}

function drawList<Fields>(
  { id, title, caption = '', folded = false, columns, of }: declared.List<Fields>,
  all: readonly Measured<Fields>[],
): Figure | null {
  const rows = all.flatMap(({ name, fields }) => of(fields).map((items) => [name, ...items]));
  return rows.length === 0
    ? null
    : tableFigure({ id, title, caption, folded, columns: ['', ...columns], rows });
}
