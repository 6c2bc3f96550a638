import {
  type Bucket,
  bucketCell,
  type Cell,
  type CurvesChart,
  chartFigure,
  estimateCell,
  type Figure,
  formatBucket,
  formatCount,
  formatDistances,
  formatPercent,
  type MeanBucket,
  nothing,
  seriesTable,
  textCell,
} from '@longrange/document/internal';
import { reasonWords, shortRange } from '../../words/range-words.ts';
import { bracketsRead, mainWriting, type NamedProbes, type Probed } from '../named-probes.ts';
import {
  describeCurve,
  fallOf,
  type RangeCurve,
  readCurve,
  seriesOf,
  withinShares,
  writtenCurve,
} from './curve-of.ts';

interface RangePanel {
  readonly title: string;
  readonly curves: readonly RangeCurve[];
  readonly columns: readonly Column[];
}

interface Column {
  readonly name: string;
  readonly buckets: readonly (Bucket | MeanBucket)[];
}

/** The picture of the first screen: a panel for reading brackets and one for writing them, a curve for each predictor; null where none was asked. */
export function rangeFigure({ predictors: named, temperature }: Probed): Figure | null {
  const writing = named.flatMap((one) => mainWriting(one, temperature) ?? []);
  const panels: RangePanel[] = [
    panelOf('reading', named, (one, who) => {
      const read = bracketsRead(one);
      return read === null ? null : { curve: readCurve(who, read), buckets: read.byDistance };
    }),
    panelOf(`writing at temperature ${writing[0]?.temperature}`, named, (one, who) => {
      const written = mainWriting(one, temperature);
      if (written === null) return null;
      return { curve: writtenCurve(who, written), buckets: written.byDistance.map(withinShares) };
    }),
  ];
  return picture(panels, {
    id: 'range',
    title: 'Does the closer change with its opener?',
    caption:
      'Pairs of texts that differ in the type of one bracket: the share in which both get their own closer, by the distance from the opener. Real code is right in every pair, since each twin is code that parses. A model that does not see the opener answers both twins alike, so it is right in none.',
  });
}

function panelOf(
  title: string,
  named: readonly NamedProbes[],
  measure: (
    one: NamedProbes,
    who: Pick<RangeCurve, 'style' | 'name' | 'column'>,
  ) => { curve: RangeCurve; buckets: Column['buckets'] } | null,
): RangePanel {
  const measured = named.flatMap((one) => {
    const { style, name } = one;
    return measure(one, { style, name, column: `${name}, ${title}` }) ?? [];
  });
  return {
    title,
    curves: measured.map(({ curve }) => curve),
    columns: measured.map(({ curve, buckets }) => ({ name: curve.column, buckets })),
  };
}

/** Writing at each temperature; null where there is only one. */
export function temperaturesFigure({ predictors: [own] }: Probed): Figure | null {
  const writing = own?.probes.swaps.writing ?? [];
  if (writing.length < 2) return null;
  const panels = writing.map((written): RangePanel => {
    const column = `temperature ${written.temperature}`;
    return {
      title: column,
      curves: [writtenCurve({ style: 'model', name: '', column }, written)],
      columns: [{ name: column, buckets: written.byDistance.map(withinShares) }],
    };
  });
  return picture(panels, {
    id: 'range-temperatures',
    title: 'Writing, by temperature',
    caption: 'The model goes on inside the bracket: the share of pairs in which both get their own closer.',
  });
}

function picture(
  all: readonly RangePanel[],
  figure: Pick<Figure, 'id' | 'title' | 'caption'>,
): Figure | null {
  const panels = all
    .map((panel) => ({ ...panel, curves: panel.curves.filter(({ to }) => Number.isFinite(to)) }))
    .filter(({ curves }) => curves.length > 0);
  if (panels.length === 0) return null;
  const curves = panels.flatMap((panel) => panel.curves);
  return chartFigure({
    ...figure,
    chart: chartOf(panels),
    chartNote:
      'Points: shares, with 95 % intervals; steps: the fitted curve, which never rises. The range ends where that falls to half of what it is nearby (dashed); the thick bar is its 95 % interval over documents. It is this model’s: another seed gives another range.',
    description: `${curves.map(describeCurve).join('; ')}.`,
    ...tableOf(panels),
  });
}

function chartOf(panels: readonly RangePanel[]): CurvesChart {
  const curves = panels.flatMap((panel) => panel.curves);
  const from = Math.min(...curves.map((curve) => curve.from)) * 0.9;
  const to = Math.max(...curves.map((curve) => curve.to));
  return {
    kind: 'curves',
    horizontal: 'Distance from the opener, characters',
    vertical: { label: 'Both twins right', scale: 'value', unit: 'percent' },
    panels: panels.map((panel) => ({
      title: panels.length === 1 ? '' : panel.title,
      horizontal: { kind: 'distance', from, to },
      series: panel.curves.map(seriesOf),
      falls: panel.curves.flatMap(fallOf),
      levels: [
        { style: 'real', value: 1, name: 'real code' },
        { value: 0, name: 'no memory' },
      ],
    })),
  };
}

/** The shares by distance, and below them what the range is made of. */
function tableOf(panels: readonly RangePanel[]) {
  const columns = panels.flatMap((panel) => panel.columns);
  const curves = panels.flatMap((panel) => panel.curves);
  const { columns: headings, rows } = seriesTable<Bucket | MeanBucket>(
    'Distance, characters',
    columns.map(({ name, buckets }) => ({ name, items: buckets })),
    {
      place: ({ from }) => from,
      label: formatBucket,
      cell: shareCell,
    },
  );
  const summary = (label: string, cell: (curve: RangeCurve) => Cell): Cell[] => [
    textCell(label),
    ...columns.map(({ name }) => {
      const curve = curves.find(({ column }) => column === name);
      return curve === undefined ? nothing : cell(curve);
    }),
  ];
  return {
    columns: headings,
    rows: [
      ...rows,
      summary('Nearby', ({ range: { near } }) =>
        near === null
          ? nothing
          : {
              ...{ kind: 'number', value: near.share, text: formatPercent(near.share) },
              detail: `${formatDistances(near)} · n ${formatCount(near.n)}`,
            },
      ),
      summary('Range', ({ range }) =>
        textCell(range.range === null ? `not measurable: ${reasonWords(range)}` : shortRange(range)),
      ),
    ],
  };
}

function shareCell(bucket: Bucket | MeanBucket | undefined): Cell {
  return bucket === undefined || 'value' in bucket ? estimateCell(bucket, formatPercent) : bucketCell(bucket);
}
