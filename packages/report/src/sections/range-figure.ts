import { type Range, writtenAt } from '@longrange/eval/internal';
import type {
  Bucket,
  Cell,
  Content,
  CurvesChart,
  Fall,
  Figure,
  MeanBucket,
  Point,
  Series,
  SeriesStyle,
} from '../document/internal.ts';
import { byBucket, cell, chartFigure, format, plot, seriesTable } from '../document/internal.ts';
import { CONTEXT_IS_NO_RANGE, placeWords, reasonWords, shortRange, spanWords } from '../words/range-words.ts';
import { bracketsRead, type NamedProbes, type Probed } from './named-probes.ts';

interface RangePanel {
  readonly title: string;
  readonly curves: readonly RangeCurve[];
}

/** Chart of the first screen, reading: how far an opener shows, and how far it decides, a curve per predictor; null if none was scored. */
export function rangeFigure({ predictors }: Probed): Figure | null {
  const sources = predictors.flatMap((one): RangeSource[] => {
    const read = bracketsRead(one);
    return read === null ? [] : [{ one, shown: read.shown, decided: (named) => readCurve(named, read) }];
  });
  const hasContext = predictors.some(({ probes }) => probes.effectiveContext.targets > 0);
  return picture(panelsOf(sources), {
    id: 'range',
    title: 'Both, by distance from the bracket',
    caption: `Pairs of texts that differ in the type of one bracket, by the distance from it to its closer. It shows where the odds of the two closers differ between the texts more than 2.7-fold (1 nat): what the model always prefers is the same in both and cancels out. It decides where each text’s own closer is the likelier one, habits included. In real code both hold in every pair; for a model that does not see the opener, in none.${hasContext ? ` ${CONTEXT_IS_NO_RANGE}` : ''}`,
  });
}

/** The same for writing at the temperature of the samples; null if nothing was written. */
export function writingFigure({ predictors, temperature }: Probed): Figure | null {
  const sources = predictors.flatMap((one): RangeSource[] => {
    const written = writtenAt(one.probes.minimalPairs, temperature);
    if (written === null) return [];
    return [{ one, shown: written.shown, decided: (named) => writtenCurve(named, written) }];
  });
  return picture(panelsOf(sources), {
    id: 'range-writing',
    title: 'Writing, at the temperature of the samples',
    caption:
      'The model continues inside the bracket. The same two questions where it first closes something at that level: does the opener show in the odds, and would both texts get their own closer?',
  });
}

interface RangeSource {
  readonly one: NamedProbes;
  readonly shown: Parameters<typeof readCurve>[1] | null;
  readonly decided: (named: CurveName) => RangeCurve;
}

function panelsOf(sources: readonly RangeSource[]): RangePanel[] {
  const [shows, decides] = ['still shows', 'still decides'] as const;
  return [
    {
      title: shows,
      curves: sources.flatMap(({ one, shown }) =>
        shown === null ? [] : readCurve(nameOf(one, shows), shown),
      ),
    },
    { title: decides, curves: sources.map(({ one, decided }) => decided(nameOf(one, decides))) },
  ];
}

function nameOf({ style, name }: NamedProbes, title: string): CurveName {
  return { style, name, column: `${name}, ${title}` };
}

/** Writing at each temperature; null if there is only one. */
export function temperaturesFigure({ predictors: [first] }: Probed): Figure | null {
  const generation = first?.probes.minimalPairs.generation ?? [];
  if (generation.length < 2) return null;
  const panels = generation.map((written): RangePanel => {
    const column = `temperature ${written.temperature}`;
    return { title: column, curves: [writtenCurve({ style: 'model', name: '', column }, written)] };
  });
  const figure = {
    id: 'range-temperatures',
    title: 'Writing: how far it decides, by temperature',
    caption: 'The share of pairs in which both texts get their own closer.',
  };
  return picture(panels, figure, 'Pairs in which both texts get their own closer');
}

/** Axis of panels whose titles complete it: `still shows`. */
const PAIRS = 'Share of pairs in which the bracket';

function picture(
  all: readonly RangePanel[],
  figure: Pick<Figure, 'id' | 'title' | 'caption'>,
  axis = PAIRS,
): Figure | null {
  const panels = all
    .map((panel) => ({ ...panel, curves: panel.curves.filter(({ to }) => Number.isFinite(to)) }))
    .filter(({ curves }) => curves.length > 0);
  if (panels.length === 0) return null;
  const curves = panels.flatMap((panel) => panel.curves);
  return chartFigure({
    ...figure,
    chart: chartOf(panels, axis),
    chartNote:
      'Points: shares, with 95 % intervals; steps: the fitted curve, which never rises. The range ends where that falls to half of what it is nearby (dashed); the thick bar is its 95 % interval over documents. It is this model’s: another seed gives another range.',
    description: `${curves.map(describeCurve).join('; ')}.`,
    ...tableOf(curves),
  });
}

function chartOf(panels: readonly RangePanel[], axis: string): CurvesChart {
  const curves = panels.flatMap((panel) => panel.curves);
  const from = Math.min(...curves.map((curve) => curve.from)) * 0.9;
  const to = Math.max(...curves.map((curve) => curve.to));
  return {
    kind: 'curves',
    horizontal: 'Distance from the opener, characters',
    vertical: {
      label: panels.length === 1 ? `${axis} ${panels[0]!.title}` : axis,
      scale: 'value',
      unit: 'percent',
    },
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

/** Table of the shares by distance and, below them, the share nearby and the range. */
function tableOf(curves: readonly RangeCurve[]) {
  const { columns, rows } = seriesTable<Bucket | MeanBucket>(
    'Distance, characters',
    curves.map(({ column: name, buckets: items }) => ({ name, items })),
    { ...byBucket, cell: shareCell },
  );
  const summary = (label: string, pick: (curve: RangeCurve) => Content) => [label, ...curves.map(pick)];
  return {
    columns,
    rows: [
      ...rows,
      summary('Nearby', ({ range: { near } }) =>
        near === null
          ? null
          : cell.detailed(
              near.share,
              format.percent(near.share),
              `${format.distances(near)} · n ${format.count(near.n)}`,
            ),
      ),
      summary('Range', ({ range }) =>
        range.range === null ? `not measurable: ${reasonWords(range)}` : shortRange(range),
      ),
    ],
  };
}

function shareCell(bucket: Bucket | MeanBucket | undefined): Cell {
  return bucket === undefined || 'value' in bucket ? cell.estimate(bucket, format.percent) : cell.of(bucket);
}

/** Data behind a curve of both-right pairs. */
interface RangeCurve {
  readonly style: SeriesStyle;
  /** Name in the legend. */
  readonly name: string;
  /** Heads its column and its tooltips. */
  readonly column: string;
  readonly range: Range;
  readonly buckets: readonly (Bucket | MeanBucket)[];
  readonly points: readonly Point[];
  /** Smallest and largest distance of its pairs, in characters. */
  readonly from: number;
  readonly to: number;
}

type CurveName = Pick<RangeCurve, 'style' | 'name' | 'column'>;

function readCurve(
  named: CurveName,
  { byDistance, range }: { byDistance: readonly Bucket[]; range: Range },
): RangeCurve {
  const points = plot.shares(named.column, byDistance);
  return { ...named, range, points, buckets: byDistance, ...endsOf(byDistance) };
}

function writtenCurve(
  named: CurveName,
  { byDistance, range }: { byDistance: readonly MeanBucket[]; range: Range },
): RangeCurve {
  const buckets = byDistance.map(withinShares);
  const points = plot.means(named.column, buckets, 'characters', format.percent);
  return { ...named, range, points, buckets, ...endsOf(buckets) };
}

/** Clamps the interval to [0, 1], since a mean of shares is a share. */
function withinShares(bucket: MeanBucket): MeanBucket {
  const { low, high } = bucket;
  return {
    ...bucket,
    low: low === null ? null : Math.max(0, low),
    high: high === null ? null : Math.min(1, high),
  };
}

function seriesOf({ style, name, points, range }: RangeCurve): Series {
  return { style, name, points, steps: range.fit.map(({ from, to, share }) => ({ from, to, value: share })) };
}

/** Half of the near share, and where the fitted curve falls below it; none if the range is not measurable. */
function fallOf({ style, column, range: measured }: RangeCurve): Fall[] {
  const { near, range, low, high } = measured;
  if (range === null || near === null) return [];
  const at = range.side === 'at' ? range.characters : null;
  return [
    {
      style,
      level: near.share / 2,
      at,
      // Without an interval there is no bar; one that goes on beyond the pairs is open.
      low: low === null ? at : low.side === 'before' ? null : low.characters,
      high: high === null ? at : high.side === 'after' ? null : high.characters,
      title: `${column}: half of what it is nearby (${format.percent(near.share)}) up to ${spanWords(measured, 'first')}`,
    },
  ];
}

/** `model, still shows: 98.1 % nearby, range 57`. */
function describeCurve({ column, range }: RangeCurve): string {
  const nearby = `${column}: ${format.percent(range.near?.share ?? null)} nearby`;
  return range.range === null
    ? `${nearby}, range not measurable (${reasonWords(range)})`
    : `${nearby}, range ${placeWords(range.range)} ${range.range.characters === 1 ? 'character' : 'characters'}`;
}

function endsOf(buckets: readonly { from: number; to: number; n: number }[]): { from: number; to: number } {
  const filled = buckets.filter(({ n }) => n > 0);
  return { from: Math.min(...filled.map(({ from }) => from)), to: Math.max(...filled.map(({ to }) => to)) };
}
