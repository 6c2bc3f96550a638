import {
  type Bucket,
  type BucketSeries,
  type Chart,
  drawnBounds,
  type Figure,
  formatBits,
  formatBitsInterval,
  formatCount,
  formatPercent,
  formatPercentInterval,
  overDistance,
  type Point,
  type Series,
  type SeriesStyle,
} from '@longrange/document/internal';
import type { ComparedMeasure, Comparison, ContenderValue } from '../../comparison/schema.ts';
import { predictorStyle, styleOrder } from '../../words/subjects.ts';
import { eachOnce } from './each-once.ts';
import { differencesTable, rangesTable, valuesTable } from './tables.ts';
import {
  boundWords,
  countsAtRisk,
  formatP,
  formatSigned,
  formatSignedInterval,
  rangeHeading,
  rangeLabel,
} from './words.ts';

type Unit = ComparedMeasure['unit'];

/** Curves that are still told apart in one chart. */
const MOST_CURVES = styleOrder.length;

/** Each contender's figure with its interval: dots, or a curve over the steps of one run. */
export function valuesFigure(comparison: Comparison, measure: ComparedMeasure): Figure {
  const { contenders, kind } = comparison;
  const { unit } = measure;
  const measured = contenders.flatMap(({ label }, index) => {
    const value = measure.values[index]!;
    const { estimate } = value;
    return estimate === null ? [] : [{ label, style: predictorStyle(index), value, estimate }];
  });
  const hasSeeds = measured.some(({ value }) => value.byRun.length > 1);
  return {
    id: measure.measure,
    title: kind === 'checkpoints' ? 'By training step' : 'Each model',
    caption: `${intervalNote(measure)}${hasSeeds ? ' Small strokes are single runs.' : ''}`,
    description: `${measured.map(({ label, value }) => `${label}: ${valueText(value, unit)}`).join('; ')}.`,
    table: valuesTable(comparison, measure),
    chart:
      kind === 'checkpoints'
        ? overTraining(comparison, axisLabel(measure), unit, [
            stepSeries(comparison, measure, 'model', 'the run'),
          ])
        : {
            kind: 'rows',
            axis: { label: axisLabel(measure), unit: unit === 'bits' ? 'number' : 'percent' },
            namesAbove: true,
            rows: measured.map(({ label, style, value, estimate }) => ({
              name: label,
              value: `${value.isBound === true ? `${boundWords(unit)} ` : ''}${format(estimate, unit)}`,
              style,
              dots: [
                {
                  style,
                  value: estimate,
                  ...drawnBounds(estimate, value),
                  hollow: value.thin,
                  title: `${label}: ${valueText(value, unit)}`,
                  strokes: value.byRun.length > 1 ? value.byRun.filter((one) => one !== null) : [],
                },
              ],
            })),
            legend: [],
          },
  };
}

/** Differences with their intervals around 0. */
export function differencesFigure(comparison: Comparison, measure: ComparedMeasure): Figure {
  const { unit, differences } = measure;
  const own = [eachOnce(comparison.measures, measure)].filter((one) => one !== undefined);
  const name = (index: number): string => comparison.contenders[index]!.label;
  const rows = differences.map(({ a, b, difference, interval, adjustedPValue }) => {
    const range = interval === null ? 'no interval' : formatSignedInterval(interval, unit);
    const text = `${formatSigned(difference, unit)} (${range}, ${formatP(adjustedPValue)} corrected)`;
    return {
      name: `${name(a)} − ${name(b)}`,
      difference,
      bounds: interval ?? { low: null, high: null },
      text,
    };
  });
  const better = unit === 'bits' ? 'left of 0 the first is better' : 'right of 0 the first is better';
  const words = unit === 'bits' ? 'Bits per character' : 'Percentage points';
  return {
    id: `${measure.measure}-differences`,
    title: 'Differences',
    caption: `First minus second, with 95 % intervals: ${better}. ${testNote(measure)}`,
    description: `${rows.map((row) => `${row.name}: ${row.text}`).join('; ')}.`,
    table: differencesTable(comparison, [measure, ...own]),
    chart: {
      kind: 'rows',
      axis: { label: `${words}, first minus second`, unit: unit === 'bits' ? 'number' : 'points', level: 0 },
      namesAbove: true,
      rows: rows.map((row) => ({
        name: row.name,
        style: 'model',
        dots: [
          {
            style: 'model',
            value: row.difference,
            ...drawnBounds(row.difference, row.bounds),
            hollow: false,
            title: `${row.name}: ${row.text}`,
          },
        ],
      })),
      legend: [],
    },
  };
}

/** Shares by distance, one curve for each of a few contenders, or one over steps for each of a few distances. */
export function distanceFigure(comparison: Comparison, measures: readonly ComparedMeasure[]): Figure {
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
    chart: overDistance([{ title: '', series }], {
      vertical: rangeAxis(measures[0]!),
      horizontal: rangeHeading(measures[0]!),
    }),
  };
}

/** How the shares at a few distances grow over the steps of a run. */
export function emergenceFigure(comparison: Comparison, measures: readonly ComparedMeasure[]): Figure {
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
    chart: overTraining(comparison, rangeAxis(measures[0]!), 'share', series),
  };
}

function overTraining(
  { contenders }: Comparison,
  label: string,
  unit: Unit,
  series: readonly Series[],
): Chart {
  const steps = contenders.flatMap(({ runs }) => runs[0]!.step ?? []);
  const ticks = [...new Set(steps)].sort((a, b) => a - b).map((at) => ({ at, name: formatCount(at) }));
  return {
    kind: 'curves',
    horizontal: 'Training step',
    vertical: { label, scale: unit === 'share' ? 'share' : 'fit' },
    panels: [{ title: '', horizontal: { kind: 'values', ticks }, series }],
  };
}

function stepSeries(
  { contenders }: Comparison,
  { values, unit }: ComparedMeasure,
  style: SeriesStyle,
  name: string,
): Series {
  const points = values.flatMap((value, index): Point[] => {
    const { estimate, thin } = value;
    const { step } = contenders[index]!.runs[0]!;
    if (estimate === null || step === undefined) return [];
    const title = `${name}, step ${formatCount(step)}: ${valueText(value, unit)}`;
    return [{ at: step, value: estimate, ...drawnBounds(estimate, value), thin, title }];
  });
  return { style, name, points };
}

function bucketOf(
  range: { from: number; to: number },
  { estimate, held, n, thin, documents, ...bounds }: ContenderValue,
): Bucket {
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

function format(value: number, unit: Unit): string {
  return unit === 'bits' ? formatBits(value) : formatPercent(value);
}

function valueText(value: ContenderValue, unit: Unit): string {
  const { estimate, n, isBound } = value;
  const atMost = isBound === true ? `${boundWords(unit)} ` : '';
  if (unit === 'bits') return `${atMost}${formatBits(estimate)} (${formatBitsInterval(value)})`;
  return `${atMost}${formatPercent(estimate, value)} (${formatPercentInterval(value)}, n ${formatCount(n)})`;
}

function axisLabel({ unit }: ComparedMeasure): string {
  return unit === 'bits' ? 'Bits per character (lower is better)' : 'Share held (higher is better)';
}

function intervalNote({ unit }: ComparedMeasure): string {
  return unit === 'bits'
    ? '95 % intervals over documents. They are wide because documents differ: to compare models, look at the differences.'
    : '95 % intervals (Wilson), clustered by document.';
}

function rangeAxis({ measure }: ComparedMeasure): string {
  return countsAtRisk(measure) ? 'Characters without a failure' : 'Share held';
}

/** What a share at a distance is of. */
function rangeNote({ measure }: ComparedMeasure): string {
  return countsAtRisk(measure)
    ? 'Of the characters at which a bracket was open for so long, those at which it did not fail. It does not depend on how long brackets are.'
    : 'The share at each distance.';
}

function testNote({ paired }: ComparedMeasure): string {
  return paired ? 'Paired by document.' : 'Unpaired: each model has samples of its own.';
}
