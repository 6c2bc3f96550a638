import type { Chart, Figure, Point, Series, SeriesStyle } from '@longrange/document/internal';
import { format, plot } from '@longrange/document/internal';
import type { ComparedMeasure, Comparison } from '../../comparison/schema.ts';
import { styleOrder } from '../../words/subjects.ts';
import { countsAtRisk } from './measures.ts';
import { differencesTable } from './tables.ts';
import { rangeLabel, valueText } from './words.ts';

type Unit = ComparedMeasure['unit'];

/** Curves that are still told apart in one chart. */
export const MOST_CURVES = styleOrder.length;

/** Growth of the shares at a few distances over the steps of a run. */
export function emergenceFigure(comparison: Comparison, measures: readonly ComparedMeasure[]): Figure {
  const firm = measures.filter(({ values }) => !values.at(-1)!.thin);
  const filled = firm.length > 0 ? firm : measures;
  const series = plot
    .thinned(filled, MOST_CURVES)
    .map((measure, index) => stepSeries(comparison, measure, styleOrder[index]!, rangeLabel(measure)));
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
    vertical: { label, scale: unit === 'share' ? 'share' : 'fit' },
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
    const { estimate, thin } = value;
    const { step } = contenders[index]!.runs[0]!;
    if (estimate === null || step === undefined) return [];
    const title = `${name}, step ${format.count(step)}: ${valueText(value, unit)}`;
    return [{ at: step, value: estimate, ...plot.bounds(estimate, value), thin, title }];
  });
  return { style, name, points };
}

export function rangeAxis({ measure, unit }: ComparedMeasure): string {
  if (unit === 'nats') return 'Mean evidence, nats';
  return countsAtRisk(measure) ? 'Characters without a failure' : 'Share held';
}

/** Explains what a share at a distance counts. */
export function rangeNote({ measure, unit }: ComparedMeasure): string {
  if (unit === 'nats') return 'The mean at each distance.';
  return countsAtRisk(measure)
    ? 'Of the characters at which a bracket was open for so long, those at which it did not fail. It does not depend on how long brackets are.'
    : 'The share at each distance.';
}
