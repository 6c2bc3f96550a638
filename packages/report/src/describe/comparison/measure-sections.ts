import { BLIND_READER, type ContenderValue, type Curves } from '@longrange/eval/internal';
import {
  type Content,
  cell,
  type Figure,
  format,
  plot,
  type Section,
  tableFigure,
} from '../../document/internal.ts';
import { drawCurves } from '../../sections/draw-curves.ts';
import { predictorStyle, styleOrder } from '../../words/subjects.ts';
import { differencesTable, differenceText, isShown, verdictOf, whyWide } from './differences.ts';
import {
  type ComparedMeasure,
  type Comparison,
  conclusive,
  countsAtRisk,
  eachOnce,
  isEachOnce,
  pairName,
  type Unit,
} from './measures.ts';
import { formatFigure, formatInterval, formatSeeds, units } from './units.ts';

/** Maximum number of curves that can be told apart in one chart. */
const MOST_CURVES = styleOrder.length;

/** Describes each measure: figures of all models, by distance or over training, and all differences. */
export function measureSections(comparison: Comparison): Section[] {
  return comparison.measures
    .filter(({ measure, range }) => range === null && !isEachOnce(measure))
    .map((measure) => measureSection(comparison, measure));
}

function measureSection(comparison: Comparison, measure: ComparedMeasure): Section {
  const ranges = comparison.measures.filter(
    (other) => other.measure === measure.measure && other.range !== null,
  );
  const isCourse = comparison.kind === 'checkpoints';
  return {
    id: `measure-${measure.measure}`,
    title: measure.title,
    paragraphs: [leadOf(comparison, measure)],
    figures: [
      isCourse ? courseFigure(comparison, [measure]) : null,
      isCourse && ranges.length > 0 ? courseFigure(comparison, ranges) : null,
      ranges.length > 0 ? distanceFigure(comparison, ranges) : null,
      blindFigure(ranges),
      differencesFigure(comparison, 'Differences by distance', ranges),
      differencesFigure(comparison, 'Differences', [eachOnce(comparison, measure) ?? [], measure].flat()),
      valuesFigure(comparison, measure),
    ].filter((figure) => figure !== null),
  };
}

/** States the difference that conclusions rest on; of several, how many are shown. */
function leadOf(comparison: Comparison, measure: ComparedMeasure): string {
  const { unit } = measure;
  const [first, ...others] = conclusive(comparison, measure);
  if (comparison.contenders.length === 1) return '';
  if (first === undefined) return 'Not compared.';
  if (others.length === 0)
    return `${pairName(comparison, first, unit)}: ${differenceText(first, unit)}, ${verdictOf(comparison, first)}${whyWide(first)}.`;
  const shown = [first, ...others].filter(isShown).length;
  return `${shown} of ${format.countOf(others.length + 1, 'difference')} shown.`;
}

/** Draws a measure by distance as an evaluation does, a curve for each of a few models; the table has all. */
function distanceFigure(comparison: Comparison, ranges: readonly ComparedMeasure[]): Figure | null {
  const [first] = ranges as [ComparedMeasure];
  const sides = comparison.contenders.map(({ label }, index) => ({
    id: label,
    name: label,
    style: predictorStyle(index),
    fields: ranges.map(({ range, values }) => ({ ...values[index]!, ...range! })),
  }));
  const chosen = plot
    .thinned(sides, MOST_CURVES)
    .map((side, index) => ({ ...side, name: shortened(side.name), style: predictorStyle(index) }));
  const curves = curvesOf(first);
  const [all, few] = [drawCurves(curves, sides), drawCurves(curves, chosen)];
  if (all === null || few === null) return null;
  const left = sides.length - chosen.length;
  const caption =
    left > 0 ? `${few.caption} The chart shows ${chosen.length} models, the table all.` : few.caption;
  return { ...few, caption, table: all.table };
}

type Placed = ContenderValue & { readonly from: number; readonly to: number };

function curvesOf(first: ComparedMeasure): Curves<readonly Placed[]> {
  const { measure, unit } = first;
  const figure = {
    id: `${measure}-by-distance`,
    title: 'By distance',
    horizontal: countsAtRisk(measure) ? 'Open for, characters' : 'Distance, characters',
    vertical: axisLabel(first),
  };
  switch (unit) {
    case 'failures':
      return {
        ...figure,
        kind: 'rate',
        caption: 'Of 100 characters at which a bracket was open for so long, those at which it failed.',
        panels: [{ title: '', of: (all) => all.flatMap(failuresAt) }],
      };
    case 'share':
      return { ...figure, kind: 'share', panels: [{ title: '', of: (all) => all.map(shareAt) }] };
    default:
      return {
        ...figure,
        kind: 'mean',
        format: formatNames[unit],
        level: 0,
        panels: [{ title: '', of: (all) => all.flatMap(meanAt) }],
      };
  }
}

function failuresAt({ estimate, low, high, n, held, from, to, documents, thin }: Placed) {
  if (estimate === null || low === null || high === null) return [];
  const bounds = { estimate, low, high };
  return [{ from, to, ...bounds, failures: n - (held ?? 0), characters: n, openers: n, documents, thin }];
}

function shareAt({ held, low, high, ...value }: Placed) {
  // These ends stand for no interval.
  return { ...value, held: held ?? 0, low: low ?? 0, high: high ?? 1, designEffect: 1, censored: 0 };
}

function meanAt({ estimate, low, high, n, thin, from, to }: Placed) {
  return estimate === null ? [] : [{ value: estimate, low, high, n, thin, from, to }];
}

const MOST_LETTERS = 26;

/** Shortens a name from the front, as names of runs often differ at their ends. */
function shortened(name: string): string {
  return name.length > MOST_LETTERS ? `…${name.slice(1 - MOST_LETTERS)}` : name;
}

/** Returns the label of an axis: what it counts, and which direction is better. */
function axisLabel({ title, unit }: ComparedMeasure): string {
  const { axis, isLowerBetter } = units[unit];
  const counted: Partial<Record<Unit, string>> = { share: title, characters: 'Characters' };
  return `${counted[unit] ?? axis} (${isLowerBetter ? 'lower' : 'higher'} is better)`;
}

/** Plots figures over the steps of a run: of a measure, or of a few of its distances. */
function courseFigure({ contenders }: Comparison, measures: readonly ComparedMeasure[]): Figure | null {
  const [first] = measures as [ComparedMeasure];
  const { unit, measure, range } = first;
  const factor = unit === 'failures' ? 100 : 1;
  const times = (end: number | null) => (end === null ? null : factor * end);
  const sides = plot.thinned(measures, MOST_CURVES).map(({ range: at, values }, index) => ({
    id: String(index),
    style: predictorStyle(index),
    name: at === null ? 'the run' : format.bucket(at),
    fields: values.flatMap(({ estimate, low, high }, place) => {
      const { step } = contenders[place]!.runs[0]!;
      if (step === undefined || estimate === null) return [];
      return [{ at: step, value: factor * estimate, low: times(low), high: times(high) }];
    }),
  }));
  return drawCurves(
    {
      kind: 'estimate',
      id: range === null ? measure : `${measure}-by-step`,
      title: range === null ? 'By training step' : 'By training step, at a few distances',
      horizontal: 'Training step',
      vertical: axisLabel(first),
      format: formatNames[unit],
      panels: [{ title: '', of: (points) => points }],
    },
    sides,
    'steps',
  );
}

const formatNames = {
  characters: 'count',
  nats: 'hundredths',
  bits: 'bits',
  share: 'percent',
  failures: 'hundredths',
} as const;

/** Share that a blind reader holds at each distance; null if it is not known. */
function blindFigure(ranges: readonly ComparedMeasure[]): Figure | null {
  const known = ranges.filter(({ blind }) => blind !== undefined);
  if (known.length === 0) return null;
  return tableFigure({
    id: `${known[0]!.measure}-blind`,
    title: 'What is known without reading',
    columns: ['Characters', format.capitalize(BLIND_READER)],
    rows: known.map(({ range, blind }) => [
      format.bucket(range!),
      cell.number(blind!, (share) => format.percent(share)),
    ]),
  });
}

/** Table of the differences of measures; null if there are none. */
function differencesFigure(
  comparison: Comparison,
  title: string,
  measures: readonly ComparedMeasure[],
): Figure | null {
  const rows = measures.flatMap((measure) =>
    measure.differences.map((difference) => {
      const name = pairName(comparison, difference, measure.unit);
      const which = isEachOnce(measure.measure) ? `${name}, each document once` : name;
      return { name: which, measure, difference };
    }),
  );
  if (rows.length === 0) return null;
  const { measure, range } = measures.at(-1)!;
  const id = `${measure}-differences${range === null ? '' : '-by-distance'}`;
  return tableFigure({ id, title, ...differencesTable(comparison, rows) });
}

/** Figure of each model and, of several seeds, each of them and their standard deviation. */
function valuesFigure(comparison: Comparison, { measure, unit, values }: ComparedMeasure): Figure {
  const hasSeeds = values.some(({ spread }) => spread !== null);
  return tableFigure({
    id: `${measure}-models`,
    title: 'Each model',
    columns: [
      '',
      'Figure',
      unit === 'bits' ? 'Characters' : 'Cases',
      'Documents',
      ...(hasSeeds ? ['Seeds', 'Standard deviation'] : []),
    ],
    rows: values.map((value, index): Content[] => [
      comparison.contenders[index]!.label,
      value.estimate === null
        ? null
        : cell.detailed(value.estimate, formatFigure(value, unit), formatInterval(value, unit)),
      value.n,
      value.documents,
      ...(hasSeeds ? spreadCells(value, unit) : []),
    ]),
  });
}

function spreadCells({ spread, byRun }: ContenderValue, unit: Unit): Content[] {
  if (spread === null) return [null, null];
  const { standardDeviation: deviation } = spread;
  const text: Partial<Record<Unit, string>> = {
    share: `${(100 * deviation).toFixed(1)} points`,
    characters: `a factor of ${deviation.toFixed(2)}`,
  };
  return [
    formatSeeds(byRun, unit),
    cell.number(deviation, (value) => text[unit] ?? units[unit].value(value)),
  ];
}
