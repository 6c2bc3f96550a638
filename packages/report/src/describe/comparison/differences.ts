import { type Difference, LEAST_DOCUMENTS, LEAST_FOR_INTERVAL } from '@longrange/eval/internal';
import {
  type Chart,
  type Content,
  cell,
  type Definitions,
  type Figure,
  type FigureTable,
  format,
  plot,
  type Section,
  tableOf,
} from '../../document/internal.ts';
import {
  betterFrom,
  type ComparedMeasure,
  type Comparison,
  conclusive,
  isCounted,
  pairName,
  type Unit,
} from './measures.ts';
import { formatDifference, formatEnds, formatP, units } from './units.ts';

/** Maximum rows of a chart; more are in a table alone. */
const MOST_ROWS = 16;

/** Shows the differences of all measures as a whole except ranges, which the first screen shows; null if there are none. */
export function differencesSection(comparison: Comparison): Section | null {
  const figures = (Object.keys(units) as Unit[])
    .filter((unit) => unit !== 'characters')
    .flatMap((unit) => forestFigure(comparison, unit) ?? []);
  if (figures.length === 0) return null;
  return {
    id: 'differences',
    title: 'Differences',
    paragraphs: [
      'Bars: 95 % intervals. Filled: shown after the correction for all tests of the same family.',
    ],
    figures,
    definitions: definitionsOf(comparison),
    isOpen: true,
  };
}

/** Plots the differences in one unit at a glance; null if there are none. */
export function forestFigure(comparison: Comparison, unit: Unit): Figure | null {
  const { contenders } = comparison;
  const found = comparison.measures
    .filter((one) => one.unit === unit && one.range === null && isCounted(one.measure))
    .flatMap((measure) => conclusive(comparison, measure).map((difference) => ({ measure, difference })));
  const differences = found.map(({ difference }) => difference);
  const [first] = differences;
  if (first === undefined) return null;
  const [base, ...bases] = new Set(differences.map(({ b }) => b));
  const isOnePair = differences.every((one) => one.a === first.a && one.b === first.b);
  // Bits appear only once, so their titles need no distinction.
  const titleOf = ({ title }: ComparedMeasure) => title.replace(/, each document counted once$/, '');
  const rows = found.map(({ measure, difference }): TestedRow => {
    const { label } = contenders[difference.a]!;
    const pair = bases.length === 0 ? label : pairName(comparison, difference, unit);
    const title = titleOf(measure);
    return { measure, difference, name: isOnePair ? title : `${title}: ${pair}` };
  });
  const { axis, isLowerBetter } = units[unit];
  const sign = unit === 'characters' ? '÷' : '−';
  const title = isOnePair
    ? `${axis}: ${pairName(comparison, first, unit)}`
    : `${axis}: ${bases.length === 0 ? `each ${sign} ${contenders[base!]!.label}` : `first ${sign} second`}`;
  const better = isOnePair ? contenders[first.a]!.label : bases.length === 0 ? 'it' : 'the first';
  const label = `${axis} (${isLowerBetter ? 'left' : 'right'} of ${neutral(unit)}: ${better} is better)`;
  const isChart = rows.length <= MOST_ROWS;
  return {
    id: `differences-${unit}`,
    title,
    caption: unit === 'characters' ? rangeCaption : '',
    description: `${rows.map(({ name, difference }) => `${name}: ${differenceText(difference, unit)}`).join('; ')}.`,
    table: tableOf(title, differencesTable(comparison, rows)),
    chart: isChart ? forestChart(unit, label, rows) : null,
    folded: true,
  };
}

const rangeCaption =
  'A bracket still shows as long as exchanging it moves the odds of its closer 2.7-fold (1 nat) at least half as often as nearby; half of its evidence is left where exchanging it moves the log-odds half as much as nearby; it still decides as long as exchanging it changes which closer is the likelier one at least half as often as nearby. Of several seeds, the geometric mean.';

/** A difference of one measure, with its name in tables and charts. */
export interface TestedRow {
  readonly name: string;
  readonly measure: ComparedMeasure;
  readonly difference: Difference;
}

/** Draws a dot for each difference, and a line where models are alike. */
function forestChart(unit: Unit, label: string, rows: readonly TestedRow[]): Chart {
  const isRatio = unit === 'characters';
  const place = (value: number) => (isRatio ? Math.exp(value) : value);
  return {
    kind: 'rows',
    axis: { label, unit: units[unit].ticks, level: neutral(unit), isLogarithmic: isRatio },
    namesAbove: true,
    rows: rows.map(({ name, difference: found }) => {
      const { difference, interval, verdict } = found;
      const value = place(difference);
      const ends =
        interval === null
          ? { low: null, high: null }
          : { low: place(interval.low), high: place(interval.high) };
      const text = differenceText(found, unit);
      const hollow = isShown(found) ? null : outcomes[verdict];
      const dot = {
        style: 'model',
        value,
        ...plot.bounds(value, ends),
        hollow,
        title: `${name}: ${text}`,
      } as const;
      return { name, value: text, dots: [dot] };
    }),
    legend: [],
  };
}

/** Value at which two models are alike. */
function neutral(unit: Unit): number {
  return unit === 'characters' ? 1 : 0;
}

/** Returns true for a difference that a test shows after correction. */
export function isShown({ verdict }: Difference): boolean {
  return verdict === 'a' || verdict === 'b';
}

/** Outcome of a test in short. */
export const outcomes: Readonly<Record<Difference['verdict'], string>> = {
  a: 'shown',
  b: 'shown',
  hint: 'a hint only',
  open: 'not shown',
  withheld: 'no verdict',
};

/** `−0.300 (−0.310 to −0.290)`. */
export function differenceText({ difference, interval }: Difference, unit: Unit): string {
  const ends = interval === null ? 'no interval' : formatEnds(interval, unit);
  return `${formatDifference(difference, unit)} (${ends})`;
}

/** `; too few seeds: about 8 per model would do`; empty if the interval is not wide. */
export function whyWide({ tooFew }: Difference): string {
  if (tooFew === undefined) return '';
  const { documents, seeds } = tooFew;
  const few = [documents && 'documents', seeds && 'seeds'].filter(Boolean);
  const enough = [
    documents && format.count(documents) + (seeds ? ' documents' : ''),
    seeds && `${format.count(seeds)}${documents ? ' seeds' : ''} per model`,
  ].filter(Boolean);
  return `; too few ${few.join(' and ')}: about ${enough.join(' and ')} would do`;
}

/** Builds a table of differences in one unit. */
export function differencesTable(comparison: Comparison, rows: readonly TestedRow[]): FigureTable {
  const hasRanges = rows.some(({ measure }) => measure.range !== null);
  const hasSeeds = rows.some(({ difference }) => difference.overSeeds);
  const isCourse = comparison.kind === 'checkpoints';
  return {
    columns: [
      '',
      ...(hasRanges ? ['Characters'] : []),
      units[rows[0]!.measure.unit].difference,
      'p',
      'p, corrected',
      'Family',
      ...(hasSeeds ? ['95 % over'] : []),
      'Verdict',
      ...(isCourse ? ['Better than the first from step'] : []),
    ],
    rows: rows.map(({ name, measure, difference: one }): Content[] => [
      name,
      ...(hasRanges ? [format.bucket(measure.range!)] : []),
      differenceCell(measure, one),
      cell.number(one.pValue, formatP),
      cell.number(one.adjustedPValue, formatP),
      measure.family,
      ...(hasSeeds ? [one.overSeeds ? 'documents and seeds' : 'documents'] : []),
      verdictOf(comparison, one),
      ...(isCourse ? [stepFrom(comparison, measure)] : []),
    ]),
  };
}

function stepFrom(comparison: Comparison, measure: ComparedMeasure): Content {
  const better = betterFrom(comparison, measure);
  return better === null ? 'not shown' : comparison.contenders[better]!.runs[0]!.step;
}

function differenceCell(measure: ComparedMeasure, found: Difference): Content {
  const { unit } = measure;
  const { difference, interval } = found;
  const detail =
    interval === null ? whyNoInterval(measure, found) : `${formatEnds(interval, unit)}${whyWide(found)}`;
  const value = unit === 'characters' ? Math.exp(difference) : difference;
  return cell.detailed(value, formatDifference(difference, unit), detail);
}

function whyNoInterval({ unit, paired, values }: ComparedMeasure, { a, b, overSeeds }: Difference): string {
  const isSix = paired && (unit === 'characters' || !overSeeds);
  const documents = Math.min(values[a]!.documents, values[b]!.documents);
  return overSeeds && documents >= (isSix ? LEAST_DOCUMENTS : LEAST_FOR_INTERVAL)
    ? 'no interval: it takes three seeds'
    : `no interval: it takes ${isSix ? 'six' : 'three'} documents`;
}

/** `gru is better`, or why no side is. */
export function verdictOf({ contenders }: Comparison, found: Difference): string {
  const { verdict, bounded = 'both' } = found;
  switch (verdict) {
    case 'a':
    case 'b':
      return `${contenders[found[verdict]]!.label} is better`;
    case 'hint':
      return 'a hint only';
    case 'open':
      return 'not shown to differ';
    case 'withheld':
      return bounded === 'both'
        ? 'no verdict: both figures are bounds'
        : `no verdict: the figure of ${contenders[found[bounded]]!.label} is a bound`;
  }
}

/** Explains the tests. */
function definitionsOf({ tests }: Comparison): Definitions {
  return {
    Ranges:
      'The interval of a ratio is Student’s t on the variance of its logarithm over resampled documents.',
    'Text that all models read':
      'Paired by document. The p-value is the share of all sign assignments of the documents’ differences with a mean at least as large (Fisher 1935), and not less than Student’s; the interval holds the differences that either test does not reject.',
    Samples:
      'Unpaired. The p-value is the share of random reassignments of whole samples with a difference at least as large, in standard errors (Chung & Romano 2013), and not less than Student’s; the interval is Newcombe’s (1998), clustered by sample.',
    'Documents and seeds':
      'On text that all models read, the variance is that over documents plus that over the seeds of either side, with Satterthwaite’s degrees of freedom; of samples, Welch’s t (1947) over seeds.',
    'p, corrected': 'After Holm (1979), over all differences of the same family.',
    'Primary family': `The ranges, the half-life, and bits per character, each document counted once: ${format.countOf(tests.primary, 'difference')}.`,
    'Other family': `All other measures, and differences by distance: ${format.countOf(tests.other, 'difference')}.`,
    'Too few':
      'The interval is wide: to one side, more than a factor of 1.5 or 0.05 bits. With about so many documents or seeds it would not be.',
    'A hint only':
      'The interval lies on one side of no difference, but the corrected p-value is 0.05 or more.',
  };
}
