import type { Difference } from '@longrange/eval/internal';
import type { Chart, DotRow, Figure, Series } from '../../document/internal.ts';
import { format, plot, tableOf } from '../../document/internal.ts';
import { predictorStyle, styleOrder } from '../../words/subjects.ts';
import { type ComparedMeasure, type Comparison, eachOnce, isCounted } from './measures.ts';
import { axisLabel, MOST_CURVES, overTraining, pointOf, rangeNote, stepSeries } from './steps.ts';
import { differencesTable, rangesTable, valuesTable } from './tables.ts';
import * as wording from './words.ts';

type Unit = ComparedMeasure['unit'];

/** Plots each contender's figure with its interval: as dots, or as a curve over the steps of one run. */
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
    caption: `${intervalNote(measure, hasSeeds)}${hasSeeds ? ' Small strokes are single runs.' : ''}`,
    description: `${measured.map(({ label, value }) => `${label}: ${wording.valueText(value, unit)}`).join('; ')}.`,
    table: valuesTable(comparison, measure),
    chart:
      kind === 'checkpoints'
        ? overTraining(comparison, axisLabel(measure), unit, [
            stepSeries(comparison, measure, 'model', 'the run'),
          ])
        : {
            kind: 'rows',
            axis: { label: axisLabel(measure), unit: unit === 'share' ? 'percent' : 'number' },
            namesAbove: true,
            rows: measured.map(({ label, style, value, estimate }) => ({
              name: label,
              value: `${value.isBound === true ? `${wording.boundWords(unit)} ` : ''}${wording.formatValue(estimate, unit)}`,
              style,
              dots: [
                {
                  style,
                  value: estimate,
                  ...plot.bounds(estimate, value),
                  hollow: value.thin ? format.THIN : null,
                  title: `${label}: ${wording.valueText(value, unit)}`,
                  strokes: value.byRun.length > 1 ? value.byRun.filter((one) => one !== null) : [],
                },
              ],
            })),
            legend: [],
          },
  };
}

/** Plots differences with their intervals around 0, for bits first those that count each document once; for ranges, ratios around 1. */
export function differencesFigure(comparison: Comparison, measure: ComparedMeasure): Figure {
  const { unit } = measure;
  const own = eachOnce(comparison.measures, measure);
  const all = own === undefined ? [measure] : [own, measure];
  const rows = all.flatMap((one) =>
    one.differences.map((difference) => {
      const which = own === undefined ? '' : one === own ? ', each document once' : ', by character';
      return {
        name: `${wording.pairName(comparison, difference, unit)}${which}`,
        one: difference,
        style: 'model' as const,
        hollow: wording.notShown[difference.verdict],
        text: differenceWords(difference, unit, `, ${wording.formatP(difference.adjustedPValue)} corrected`),
      };
    }),
  );
  const { words, better } = axes[unit];
  return {
    id: `${measure.measure}-differences`,
    title: unit === 'characters' ? 'Ratios' : 'Differences',
    caption: `First ${wording.signOf(unit)} second, with 95 % intervals: ${better} of ${neutral(unit)} the first is better. ${testNote(measure)}`,
    description: describeRows(rows),
    table: differencesTable(comparison, all),
    chart: differenceRows(unit, `${words}, first ${wording.signOf(unit)} second`, rows),
  };
}

const axes = {
  characters: { words: 'Ratio of ranges', axis: 'number', better: 'right' },
  nats: { words: 'Evidence in nats', axis: 'number', better: 'right' },
  bits: { words: 'Bits per character', axis: 'number', better: 'left' },
  share: { words: 'Percentage points', axis: 'points', better: 'right' },
  failures: { words: 'Failures per 100 characters', axis: 'points', better: 'left' },
} as const;

/** Value at which two models are alike. */
function neutral(unit: Unit): number {
  return unit === 'characters' ? 1 : 0;
}

interface DifferenceRow extends Pick<DotRow, 'name' | 'value' | 'style'> {
  readonly one: Difference;
  readonly text: string;
  readonly hollow?: string | null;
}

/** `−0.300 (−0.310 to −0.290)`. */
function differenceWords({ difference, interval }: Difference, unit: Unit, more = ''): string {
  const range = interval === null ? 'no interval' : wording.formatSignedInterval(interval, unit);
  return `${wording.formatSigned(difference, unit)} (${range}${more})`;
}

function describeRows(rows: readonly DifferenceRow[]): string {
  return `${rows.map(({ name, text }) => `${name}: ${text}`).join('; ')}.`;
}

/** Draws a dot for each difference, and a line where models are alike. */
function differenceRows(unit: Unit, label: string, rows: readonly DifferenceRow[]): Chart {
  const place = (value: number): number => (unit === 'characters' ? Math.exp(value) : value);
  return {
    kind: 'rows',
    axis: { label, unit: axes[unit].axis, level: neutral(unit), isLogarithmic: unit === 'characters' },
    namesAbove: true,
    rows: rows.map(({ one: { difference, interval }, text, hollow = null, ...row }) => {
      const [low, high] = interval === null ? [null, null] : [place(interval.low), place(interval.high)];
      const bounds = plot.bounds(place(difference), { low, high });
      const title = `${row.name}: ${text}`;
      return { ...row, dots: [{ style: 'model', value: place(difference), ...bounds, hollow, title }] };
    }),
    legend: [],
  };
}

/** Plots all differences at a glance, in one chart per unit. Empty for checkpoints, whose curves show them. */
export function forestFigures(comparison: Comparison): Figure[] {
  if (comparison.kind === 'checkpoints') return [];
  return (Object.keys(axes) as Unit[]).flatMap((unit) => {
    const measures = comparison.measures.filter(
      (one) =>
        one.unit === unit && one.range === null && isCounted(one.measure) && one.differences.length > 0,
    );
    return measures.length === 0 ? [] : [forestFigure(comparison, measures, unit)];
  });
}

function forestFigure(comparison: Comparison, measures: readonly ComparedMeasure[], unit: Unit): Figure {
  const { words, better } = axes[unit];
  const name = (index: number): string => comparison.contenders[index]!.label;
  const isOnePair = comparison.contenders.length === 2;
  const rows = measures.flatMap(({ title, differences }) =>
    differences.map((one) => {
      // Bits appear only once, so their titles need no distinction.
      const short = title.replace(/, each document counted once$/, '');
      const text = differenceWords(one, unit);
      const row = isOnePair ? short : `${short}: ${wording.pairName(comparison, one, unit)}`;
      return { name: row, text, value: text, one, hollow: wording.notShown[one.verdict] };
    }),
  );
  const table = differencesTable(comparison, measures);
  return {
    id: `forest-${unit}`,
    title: `Differences: ${words.toLowerCase()}`,
    caption: `${isOnePair ? `${name(1)} ${wording.signOf(unit)} ${name(0)}` : `The first ${wording.signOf(unit)} the second`}, with 95 % intervals. Filled: shown after correction.`,
    description: describeRows(rows),
    table: tableOf(table.caption, {
      columns: ['Figure', ...table.columns.slice(1)],
      rows: table.rows.map((row, index) => [rows[index]!.name, ...row.slice(1)]),
    }),
    chart: differenceRows(
      unit,
      `${words} (${better} of ${neutral(unit)}: ${isOnePair ? name(1) : 'the first'} is better)`,
      rows,
    ),
  };
}

/** Plots a measure by distance, one curve for each of a few contenders. */
export function distanceFigure(comparison: Comparison, measures: readonly ComparedMeasure[]): Figure {
  const { title, measure, unit } = measures[0]!;
  const chosen = plot.thinned([...comparison.contenders.keys()], MOST_CURVES);
  const series = chosen.map((index, place): Series => {
    const name = shortened(comparison.contenders[index]!.label);
    const points = measures.flatMap(({ range, values }) =>
      pointOf(values[index]!, unit, plot.middle(range!), `${name}, ${format.distances(range!)}`),
    );
    return { style: styleOrder[place]!, name, points };
  });
  const left = comparison.contenders.length - chosen.length;
  const note = left > 0 ? ` The chart shows ${chosen.length} of them, the table all.` : '';
  const levels = unit === 'nats' ? [{ value: 0 }] : [];
  return {
    id: `${measure}-by-distance`,
    title: unit === 'failures' ? `By distance: ${wording.FAILURES}` : 'By distance',
    caption: `${rangeNote(measures[0]!)}${note}`,
    description: `${title} by distance, one curve per model. All numbers are in the table.`,
    table: rangesTable(comparison, measures),
    chart: plot.curves([{ title: '', series, levels }], {
      vertical: { label: axisLabel(measures[0]!), scale: unit === 'share' ? 'share' : 'value' },
      horizontal: wording.rangeHeading(measures[0]!),
    }),
  };
}

const MOST_LETTERS = 26;

/** Shortens a name from the front, as names of runs often differ at their ends. */
function shortened(name: string): string {
  return name.length > MOST_LETTERS ? `…${name.slice(1 - MOST_LETTERS)}` : name;
}

function intervalNote({ unit }: ComparedMeasure, hasSeeds: boolean): string {
  const over = hasSeeds ? 'documents and seeds' : 'documents';
  return unit === 'share'
    ? `95 % intervals (Wilson) over ${over}.`
    : `95 % intervals over ${over}. They are wide because documents differ: to compare models, look at the differences.`;
}

function testNote({ paired }: ComparedMeasure): string {
  return paired ? 'Paired by document.' : 'Unpaired: each model has samples of its own.';
}
