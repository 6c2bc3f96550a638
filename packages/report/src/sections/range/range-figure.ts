import type { CurvesChart } from '../../document/chart.ts';
import { bucketCell, estimateCell, nothing, textCell } from '../../document/figures/cells.ts';
import { chartFigure, seriesTable } from '../../document/figures/tables.ts';
import { namedProbes } from '../../document/names/probes.ts';
import type { Bucket, Cell, Figure, MeanBucket, Result } from '../../document/types.ts';
import { reasonWords, shortRange } from '../../document/words/range-words.ts';
import { bracketsRead, mainWriting } from '../../document/words/ranges.ts';
import { formatBucket, formatPercent } from '../../text/format.ts';
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

/** The picture of the first screen: brackets, reading and writing on one scale, a panel for each predictor; null where none was asked. */
export function rangeFigure(result: Result): Figure | null {
  const panels = namedProbes(result).map((named): RangePanel => {
    const read = bracketsRead(named);
    const written = mainWriting(result, named);
    const reading = { style: 'model', name: 'reading', column: `${named.name}, reading` } as const;
    const at = `writing at temperature ${written?.temperature}`;
    const writing = { style: 'text', name: at, column: `${named.name}, ${at}` } as const;
    return {
      title: named.name,
      curves: [
        ...(read === null ? [] : [readCurve(reading, read)]),
        ...(written === null ? [] : [writtenCurve(writing, written)]),
      ],
      columns: [
        ...(read === null ? [] : [{ name: reading.column, buckets: read.byDistance }]),
        ...(written === null
          ? []
          : [{ name: writing.column, buckets: written.byDistance.map(withinShares) }]),
      ],
    };
  });
  return picture(panels, {
    id: 'range',
    title: 'How far back: does the closer change with its opener?',
    caption:
      'Pairs of texts that differ in the type of one bracket: the share in which both get their own closer, by the distance from the opener.',
  });
}

/** Writing at each temperature; null where there is only one. */
export function temperaturesFigure(result: Result): Figure | null {
  const [own] = namedProbes(result);
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
      'Points: shares, with 95 % intervals; steps: the fitted curve, which never rises. The range ends where that falls to half of what it is nearby (dashed); the thick bar is its 95 % interval.',
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
              detail: `${formatBucket(near)} characters · n ${near.n}`,
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
