import type * as declared from '@longrange/eval/internal';
import {
  type Content,
  cell,
  chartFigure,
  type Dot,
  type DotRow,
  type Figure,
  type FigureTable,
  format,
  inTheTable,
  notes,
  plot,
  type Section,
  type SeriesStyle,
  tableFigure,
} from '../document/internal.ts';
import { formats, leadSentence } from '../words/lead.ts';
import { reasonWords, shortContext, shortRange } from '../words/range-words.ts';
import type { Tests } from '../words/tested.ts';
import { drawCurves, type Measured } from './draw-curves.ts';

/**
 * Draws a section from its declaration.
 * @param all the text or predictor in question first
 * @param added figures of this section alone, which follow the first declared one
 */
export function drawSection<Fields>(
  { id, metric, title, definition, lead = [], figures }: declared.Section<Fields>,
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

type Shown = declared.Value | declared.Code | number | string | null | undefined;

function contentOf(value: Shown, write: declared.NumberFormat | undefined): Content {
  if (typeof value === 'number') return cell.number(value, formats[write ?? 'count']);
  if (value === null || typeof value !== 'object' || 'estimate' in value) return value;
  if ('code' in value) return cell.code(value.code);
  if ('range' in value)
    return value.range === null ? `not measurable: ${reasonWords(value)}` : shortRange(value);
  if ('effective' in value) return shortContext(value);
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
    .filter(({ values }) => values.some(isCounted));
  if (filled.length === 0) return null;
  const table: FigureTable = {
    columns: ['', ...all.map(({ name }) => name)],
    rows: filled.map(({ label, values, write }) => [
      label,
      ...values.map((value) => contentOf(value, write)),
    ]),
  };
  if (axis === undefined) return tableFigure({ id, title, caption, folded, ...table });
  const drawn = filled.map(
    ({ label, values, write }): DotRow => ({
      name: label,
      dots: values.flatMap((value, index) => {
        const { name, style } = all[index]!;
        return dotsOf(style, `${name}, ${label}`, value, write);
      }),
    }),
  );
  return chartFigure({
    id,
    title,
    caption,
    chartNote: filled.some(({ values }) => values.some((value) => typeof value === 'object'))
      ? notes.bars
      : '',
    description: inTheTable,
    chart: {
      kind: 'rows',
      axis:
        typeof axis === 'string'
          ? { label: axis, unit: 'percent', least: 0, most: 1 }
          : { ...axis, unit: 'number' },
      isSpread: true,
      rows: drawn.filter(({ dots }) => dots.length > 0),
      legend: all
        .filter((_, side) =>
          filled.some(({ values, write }) => dotsOf('model', '', values[side], write).length > 0),
        )
        .map(({ name, style }) => ({ name, style })),
    },
    ...table,
  });
}

/** Returns false for what is missing, and for a share of nothing. */
function isCounted(value: Shown): boolean {
  return value != null && !(typeof value === 'object' && 'estimate' in value && value.estimate === null);
}

/** Dot of a share, an estimate or a number in percent; none for what is not drawn on an axis. */
function dotsOf(
  style: SeriesStyle,
  name: string,
  value: declared.Value | number | string | null | undefined,
  write: declared.NumberFormat | undefined,
): readonly Dot[] {
  if (typeof value === 'number' && write === 'percent') {
    const bounds = { low: null, high: null };
    return [{ ...plot.dot(style, name, { value, ...bounds }), title: `${name}: ${format.percent(value)}` }];
  }
  if (typeof value !== 'object' || value === null || 'range' in value || 'effective' in value) return [];
  if ('estimate' in value) return plot.dots(style, name, value);
  return [plot.dot(style, name, value, formats[write ?? 'decimal'])];
}

function drawList<Fields>(
  { id, title, caption = '', folded = false, columns, of }: declared.List<Fields>,
  all: readonly Measured<Fields>[],
): Figure | null {
  const named = columns.map((column): { title: string; format?: declared.NumberFormat } =>
    typeof column === 'string' ? { title: column } : column,
  );
  const rows = all.flatMap(({ name, fields }) =>
    of(fields).map((items) => [name, ...items.map((value, index) => contentOf(value, named[index]?.format))]),
  );
  const headings = ['', ...named.map(({ title }) => title)];
  return rows.length === 0 ? null : tableFigure({ id, title, caption, folded, columns: headings, rows });
}
