import type { ContenderValue } from '@longrange/eval/internal';
import type { Chart, Figure, Point, Series, SeriesStyle } from '../../document/internal.ts';
import { format, plot } from '../../document/internal.ts';
import { styleOrder } from '../../words/subjects.ts';
import type { ComparedMeasure, Comparison } from './measures.ts';
import { differencesTable } from './tables.ts';
import { FAILURES, isCost, rangeLabel, valueText } from './words.ts';

type Unit = ComparedMeasure['unit'];

/** Maximum number of curves that can be told apart in one chart. */
export const MOST_CURVES = styleOrder.length;

/** Plots the growth of the shares at a few distances over the steps of a run. */
export function emergenceFigure(comparison: Comparison, measures: readonly ComparedMeasure[]): Figure {
  const firm = measures.filter(({ values }) => !values.at(-1)!.thin);
  const filled = firm.length > 0 ? firm : measures;
  const series = plot
    .thinned(filled, MOST_CURVES)
    .map((measure, index) => stepSeries(comparison, measure, styleOrder[index]!, rangeLabel(measure)));
  const { title, measure, unit } = measures[0]!;
  return {
    id: `${measure}-by-step`,
    title: 'When it emerges',
    caption: `One curve for each of a few distances in characters. ${rangeNote(measures[0]!)} Hollow: fewer than 30 cases.`,
    description: `${title} over training steps at ${series.map(({ name }) => name).join('; ')}. All numbers are in the tables.`,
    table: differencesTable(comparison, measures),
    chart: overTraining(comparison, axisLabel(measures[0]!), unit, series),
  };
}

export function overTraining(
  { contenders }: Comparison,
  label: string,
  unit: Unit,
  series: readonly Series[],
): Chart {
  const steps = contenders.flatMap(({ runs }) => runs[0]!.step ?? []);
  const ticks = [...new Set(steps)].sort((a, b) => a - b).map((at) => ({ at, name: format.count(at) }));
  return {
    kind: 'curves',
    horizontal: 'Training step',
    vertical: { label, scale: unit === 'share' ? unit : unit === 'failures' ? 'value' : 'fit' },
    panels: [{ title: '', horizontal: { kind: 'values', ticks }, series }],
  };
}

export function stepSeries(
  { contenders }: Comparison,
  { values, unit }: ComparedMeasure,
  style: SeriesStyle,
  name: string,
): Series {
  const points = values.flatMap((value, index): Point[] => {
    const { step } = contenders[index]!.runs[0]!;
    return step === undefined ? [] : pointOf(value, unit, step, `${name}, step ${format.count(step)}`);
  });
  return { style, name, points };
}

/** Returns the point of a figure on a chart; failures are per 100 characters. */
export function pointOf(value: ContenderValue, unit: Unit, at: number, where: string): Point[] {
  const { estimate, thin } = value;
  if (estimate === null) return [];
  const { low, high } = plot.bounds(estimate, value);
  const factor = unit === 'failures' ? 100 : 1;
  const title = `${where}: ${valueText(value, unit)}`;
  return [{ at, value: factor * estimate, low: factor * low, high: factor * high, thin, title }];
}

/** Returns the label of an axis: what it counts, and which direction is better. */
export function axisLabel({ measure, title, unit }: ComparedMeasure): string {
  const counted = {
    bits: 'Bits per character',
    share:
      measure === 'minimal-pairs' ? 'Pairs of texts alike but for a bracket, both closed rightly' : title,
    nats: 'Mean evidence, nats',
    characters: 'Characters',
    failures: format.capitalize(FAILURES),
  };
  return `${counted[unit]} (${isCost(unit) ? 'lower' : 'higher'} is better)`;
}

/** Explains what a share at a distance counts. */
export function rangeNote({ unit }: ComparedMeasure): string {
  if (unit === 'nats') return 'The mean at each distance.';
  return unit === 'failures'
    ? 'Of 100 characters at which a bracket was open for so long, those at which it failed. It does not depend on how long brackets are.'
    : 'The share at each distance.';
}
