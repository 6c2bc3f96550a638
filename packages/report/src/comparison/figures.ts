import type { ComparedMeasure, Comparison, ContenderValue } from '@longrange/eval/comparison';
import type { BucketSeries } from '../charts/bucket-marks.ts';
import type { Layout } from '../charts/layout.ts';
import { type SeriesStyle, styleOrder } from '../charts/series.ts';
import { shareByDistance } from '../charts/share-by-distance.ts';
import {
  drawnBounds,
  formatBits,
  formatBitsInterval,
  formatCount,
  formatPercent,
  formatPercentInterval,
} from '../text/format.ts';
import { dotRows } from './charts/dot-rows.ts';
import { overSteps, type StepSeries } from './charts/over-steps.ts';
import { differencesTable, rangesTable, valuesTable } from './tables.ts';
import type { ComparisonFigure } from './types.ts';
import { formatP, formatSigned, formatSignedInterval, rangeHeading, rangeLabel } from './words.ts';

type Unit = ComparedMeasure['unit'];

/** Curves that are still told apart in one chart. */
const MOST_CURVES = styleOrder.length;

/** Each contender's figure with its interval: dots, or a curve over the steps of one run. */
export function valuesFigure(comparison: Comparison, measure: ComparedMeasure): ComparisonFigure {
  const { contenders, kind } = comparison;
  const isCurve = kind === 'checkpoints';
  const curve: StepSeries = stepSeries(comparison, measure, 'model', 'the run');
  const rows = contenders.flatMap(({ label }, index) => {
    const { estimate, low, high, byRun, thin, ...value } = measure.values[index]!;
    if (estimate === null) return [];
    const text = valueText({ estimate, low, high, byRun, thin, ...value }, measure.unit);
    const runs = byRun.length > 1 ? byRun.filter((one) => one !== null) : [];
    return [
      {
        name: `${label}  ${format(estimate, measure.unit)}`,
        style: styleOf(index),
        estimate,
        interval: low === null || high === null ? null : { low, high },
        runs,
        text,
        hollow: thin,
      },
    ];
  });
  const axis = {
    label: axisLabel(measure),
    format: (value: number) => tick(value, measure.unit),
    mark: null,
  };
  const hasSeeds = rows.some(({ runs }) => runs.length > 0);
  return {
    id: measure.measure,
    title: isCurve ? 'By training step' : 'Each model',
    caption: `${intervalNote(measure)}${hasSeeds ? ' Small strokes are single runs.' : ''}`,
    description: `${rows.map(({ name, text }) => `${name.split('  ')[0]}: ${text}`).join('; ')}.`,
    table: valuesTable(comparison, measure),
    draw: isCurve
      ? (layout, text) => overSteps(layout, text, [curve], { label: axisLabel(measure), unit: measure.unit })
      : (layout, text) => dotRows(layout, text, rows, axis),
    legend: [],
  };
}

/** Differences with their intervals around 0. */
export function differencesFigure(comparison: Comparison, measure: ComparedMeasure): ComparisonFigure {
  const { unit, differences } = measure;
  const name = (index: number): string => comparison.contenders[index]!.label;
  const rows = differences.map(({ a, b, difference, interval, adjustedPValue }) => {
    const range = interval === null ? 'no interval' : formatSignedInterval(interval, unit);
    const text = `${formatSigned(difference, unit)} (${range}, ${formatP(adjustedPValue)} corrected)`;
    return {
      name: `${name(a)} − ${name(b)}`,
      style: 'model' as const,
      estimate: difference,
      interval,
      runs: [],
      text,
      hollow: false,
    };
  });
  const better = unit === 'bits' ? 'left of 0 the first is better' : 'right of 0 the first is better';
  const words = unit === 'bits' ? 'Bits per character' : 'Percentage points';
  return {
    id: `${measure.measure}-differences`,
    title: 'Differences',
    caption: `First minus second, with 95 % intervals: ${better}. ${testNote(measure)}`,
    description: `${rows.map((row) => `${row.name}: ${row.text}`).join('; ')}.`,
    table: differencesTable(comparison, [measure]),
    draw: (layout, text) =>
      dotRows(layout, text, rows, {
        label: `${words}, first minus second`,
        format: (value) =>
          unit === 'bits' ? String(Number(value.toFixed(4))) : String(Number((100 * value).toFixed(2))),
        mark: 0,
      }),
    legend: [],
  };
}

/** Shares by distance, one curve for each of a few contenders, or one over steps for each of a few distances. */
export function distanceFigure(
  comparison: Comparison,
  measures: readonly ComparedMeasure[],
): ComparisonFigure {
  const { title, measure } = measures[0]!;
  const chosen = spreadOver(
    comparison.contenders.map((_, index) => index),
    MOST_CURVES,
  );
  const series = chosen.map(
    (index, place): BucketSeries => ({
      style: styleOrder[place]!,
      name: shortened(comparison.contenders[index]!.label),
      buckets: measures.map(({ range, values }) => bucketOf(range!, values[index]!)),
    }),
  );
  const left = comparison.contenders.length - chosen.length;
  const note = left > 0 ? ` The chart shows ${chosen.length} of them, the table all.` : '';
  return {
    id: `${measure}-by-distance`,
    title: 'By distance',
    caption: `${rangeNote(measures[0]!)} Hollow: fewer than 30 cases.${note}`,
    description: `${title} by distance, one curve per model. All numbers are in the table.`,
    table: rangesTable(comparison, measures),
    draw: (layout, text) =>
      shareByDistance(withRoom(layout, series), text, series, {
        vertical: 'Share held',
        horizontal: rangeHeading(measures[0]!),
        threshold: true,
      }),
    legend: series.map(({ style, name }) => ({ style, name })),
  };
}

/** How the shares at a few distances grow over the steps of a run. */
export function emergenceFigure(
  comparison: Comparison,
  measures: readonly ComparedMeasure[],
): ComparisonFigure {
  const firm = measures.filter(({ values }) => !values.at(-1)!.thin);
  const filled = firm.length > 0 ? firm : measures;
  const series = spreadOver(filled, MOST_CURVES).map((measure, index) =>
    stepSeries(comparison, measure, styleOrder[index]!, rangeLabel(measure)),
  );
  const { title, measure } = measures[0]!;
  return {
    id: `${measure}-by-step`,
    title: 'When it emerges',
    caption: `One curve for each of a few distances in characters. ${rangeNote(measures[0]!)} Hollow: fewer than 30 cases.`,
    description: `${title} over training steps at ${series.map(({ name }) => name).join('; ')}. All numbers are in the tables.`,
    table: differencesTable(comparison, measures),
    draw: (layout, text) =>
      overSteps(withRoom(layout, series), text, series, { label: 'Share held', unit: 'share' }),
    legend: series.map(({ style, name }) => ({ style, name })),
  };
}

function stepSeries(
  { contenders }: Comparison,
  { values, unit }: ComparedMeasure,
  style: SeriesStyle,
  name: string,
): StepSeries {
  const points = values.flatMap((value, index) => {
    const { estimate, thin } = value;
    const { step } = contenders[index]!.runs[0]!;
    if (estimate === null || step === undefined) return [];
    return [{ step, estimate, ...drawnBounds(estimate, value), thin, text: valueText(value, unit) }];
  });
  return { style, name, points };
}

function bucketOf(
  range: { from: number; to: number },
  { estimate, held, n, thin, documents, ...bounds }: ContenderValue,
): BucketSeries['buckets'][number] {
  const drawn = { ...range, estimate, ...drawnBounds(estimate ?? 0, bounds) };
  return { ...drawn, held: held ?? 0, n, documents, designEffect: 1, thin, censored: 0 };
}

/** At most `most` of them, evenly spread, the first and the last among them. */
function spreadOver<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from(
    { length: most },
    (_, place) => items[Math.round((place * (items.length - 1)) / (most - 1))]!,
  );
}

const MOST_LETTERS = 26;

/** Names of runs often differ in their ends. */
function shortened(name: string): string {
  return name.length > MOST_LETTERS ? `…${name.slice(1 - MOST_LETTERS)}` : name;
}

/** A layout whose right margin has room for the names at the ends of the curves. */
function withRoom(layout: Layout, series: readonly { readonly name: string }[]): Layout {
  if (layout.variant === 'narrow') return layout;
  const letters = Math.max(...series.map(({ name }) => name.length));
  return { ...layout, right: Math.max(layout.right, 16 + 8 * letters) };
}

function styleOf(index: number): SeriesStyle {
  return styleOrder[index % styleOrder.length]!;
}

function format(value: number, unit: Unit): string {
  return unit === 'bits' ? formatBits(value) : formatPercent(value);
}

function tick(value: number, unit: Unit): string {
  return unit === 'bits' ? String(Number(value.toFixed(4))) : `${Number((100 * value).toFixed(2))} %`;
}

function valueText(value: ContenderValue, unit: Unit): string {
  const { estimate, n } = value;
  if (unit === 'bits') return `${formatBits(estimate)} (${formatBitsInterval(value)})`;
  return `${formatPercent(estimate)} (${formatPercentInterval(value)}, n ${formatCount(n)})`;
}

function axisLabel({ unit }: ComparedMeasure): string {
  return unit === 'bits' ? 'Bits per character (lower is better)' : 'Share held (higher is better)';
}

function intervalNote({ unit }: ComparedMeasure): string {
  return unit === 'bits'
    ? '95 % intervals over documents. They are wide because documents differ: to compare models, look at the differences.'
    : '95 % intervals (Wilson), clustered by document.';
}

/** What a share at a distance is of. */
function rangeNote({ measure }: ComparedMeasure): string {
  return measure === 'delimiters'
    ? 'Of the brackets still open after this many characters, the share closed correctly in the end.'
    : 'The share at each distance.';
}

function testNote({ paired }: ComparedMeasure): string {
  return paired ? 'Paired by document.' : 'Unpaired: each model has samples of its own.';
}
