import type { ContenderValue, Difference } from '@longrange/eval/internal';
import { BLIND_READER } from '@longrange/eval/internal';
import type { Cell, ComparisonList, Content, Figure, Table } from '../../document/internal.ts';
import { cell, format, tableFigure, tableOf } from '../../document/internal.ts';
import type { ComparedMeasure, Comparison, Emergence } from './measures.ts';
import { countsAtRisk, eachOnce, isEachOnce } from './measures.ts';
import * as wording from './words.ts';

/** Builds a table of each contender's figure and, if there are several seeds, their mean and range. */
export function valuesTable({ contenders, measures }: Comparison, measure: ComparedMeasure): Table {
  const own = eachOnce(measures, measure);
  const hasSeeds = measure.values.some(({ spread }) => spread !== null);
  const cases = measure.unit === 'bits' ? 'Characters' : 'Cases';
  return tableOf(measure.title, {
    columns: [
      ...['Model', 'Figure', ...(own === undefined ? [] : ['Each document once']), cases, 'Documents'],
      ...(hasSeeds ? ['Mean over seeds', 'Range over seeds'] : []),
    ],
    rows: measure.values.map((value, index) => [
      contenders[index]!.label,
      valueCell(value, measure.unit),
      ...(own === undefined ? [] : [valueCell(own.values[index]!, measure.unit)]),
      value.n,
      value.documents,
      ...(hasSeeds ? spreadCells(value, measure.unit) : []),
    ]),
  });
}

function valueCell(value: ContenderValue, unit: ComparedMeasure['unit']): Cell {
  const { estimate, low, high, thin, isBound } = value;
  if (estimate === null) return cell.nothing;
  if (unit === 'bits' && isBound !== true) return { kind: 'bits', bits: estimate, low, high };
  const { figure, interval } = wording.wordsOf(value, unit);
  return cell.detailed(estimate, figure, `${interval}${unit === 'share' && thin ? ', few cases' : ''}`);
}

function spreadCells({ spread }: ContenderValue, unit: ComparedMeasure['unit']): Content[] {
  if (spread === null) return [null, null];
  const write = (value: number) => wording.formatValue(value, unit);
  const { standardDeviation } = spread;
  const deviation =
    unit === 'share'
      ? `${(100 * standardDeviation).toFixed(1)} points`
      : unit === 'characters'
        ? `a factor of ${standardDeviation.toFixed(2)}`
        : write(standardDeviation);
  const detail = `standard deviation ${deviation}, ${spread.runs} seeds`;
  return [
    cell.detailed(spread.mean, write(spread.mean), detail),
    `${write(spread.min)} to ${write(spread.max)}`,
  ];
}

const verdicts = (comparison: Comparison, difference: Difference): Record<Difference['verdict'], string> => ({
  a: `${comparison.contenders[difference.a]!.label} is better`,
  b: `${comparison.contenders[difference.b]!.label} is better`,
  hint: 'a hint only',
  open: 'no detectable difference',
  withheld: wording.noVerdictWords(comparison, difference),
});

/** Builds a table with one row per pair and, if there are several ranges, per range. */
export function differencesTable(comparison: Comparison, measures: readonly ComparedMeasure[]): Table {
  const hasRanges = measures.some(({ range }) => range !== null);
  const hasSeeds = measures.some(({ differences }) => differences.some(({ overSeeds }) => overSeeds));
  const rows = measures.flatMap(({ measure, unit, range, differences }) =>
    differences.map((one) => {
      const signed = (value: number): string => wording.formatSigned(value, unit);
      return [
        `${wording.pairName(comparison, one, unit)}${isEachOnce(measure) ? ', each document once' : ''}`,
        ...(hasRanges ? [wording.rangeLabel({ range })] : []),
        one.interval === null
          ? cell.number(one.difference, signed)
          : cell.detailed(
              one.difference,
              signed(one.difference),
              wording.formatSignedInterval(one.interval, unit),
            ),
        cell.number(one.pValue, wording.formatPValue),
        cell.number(one.adjustedPValue, wording.formatPValue),
        ...(hasSeeds ? [one.overSeeds ? 'documents and seeds' : 'documents'] : []),
        verdicts(comparison, one)[one.verdict],
      ];
    }),
  );
  const units = { bits: 'Bits', share: 'Points', nats: 'Nats', characters: 'Ratio', failures: 'Failures' };
  const range = hasRanges ? [wording.rangeHeading(measures[0]!)] : [];
  const scope = hasSeeds ? ['95 % over'] : [];
  const columns = ['Pair', ...range, units[measures[0]!.unit], 'p', 'p, corrected', ...scope, 'Verdict'];
  return tableOf('Differences', { columns, rows });
}

/** Builds a table with a row for each range of distances and a column for each contender. */
export function rangesTable({ contenders }: Comparison, measures: readonly ComparedMeasure[]): Table {
  const blindReader = measures.some(({ blind }) => blind !== undefined) ? [BLIND_READER] : [];
  return tableOf(`${measures[0]?.title ?? ''} by distance`, {
    columns: [wording.rangeHeading(measures[0]!), ...contenders.map(({ label }) => label), ...blindReader],
    rows: measures.map(({ range, values, unit, blind }) => [
      wording.rangeLabel({ range }),
      ...values.map((value) => valueCell(value, unit)),
      ...blindReader.map(() => cell.number(blind ?? null, (share) => wording.formatValue(share, unit))),
    ]),
  });
}

export function emergenceTable({ contenders }: Comparison, emergences: readonly Emergence[]): Figure {
  return tableFigure({
    id: 'emergence',
    title: 'When bracket matching emerges',
    columns: [wording.rangeHeading(emergences[0]!.measure), 'Better than the first from step'],
    rows: emergences.map(({ measure, better }) => [
      wording.rangeLabel(measure),
      better === null ? 'not shown' : contenders[better]!.runs[0]!.step,
    ]),
  });
}

/** Builds the table of contenders. */
export function contendersTable({ contenders }: Comparison): Figure {
  return tableFigure({
    id: 'contenders',
    title: 'The models',
    columns: ['Model', 'Run', 'Step', 'Characters seen', 'Seed', 'Architecture', 'Weights SHA-256', 'Scores'],
    rows: contenders.flatMap(({ label, runs }) =>
      runs.map((run) => [
        label,
        cell.code(run.run),
        run.step,
        run.charactersSeen,
        cell.number(run.trainingSeed, format.count),
        run.description,
        cell.code(run.sha256?.slice(0, 12)),
        run.reusedFrom === null ? 'measured now' : cell.code(run.reusedFrom),
      ]),
    ),
  });
}

/** Lists overall measures, except ranges, which have a table, and measures by distance that tell how far back something is held. */
export function listsOf({ measures, contenders }: Comparison): ComparisonList[] {
  return measures
    .filter(
      ({ measure, unit, range, values }) =>
        (range === null && unit !== 'characters') ||
        (countsAtRisk(measure) && values.some(({ thin }) => !thin)),
    )
    .map((measure) => ({
      title: `${measure.title}${measure.range === null ? '' : `: ${wording.FAILURES}, ${wording.rangePhrase(measure)}`}`,
      rows: measure.values.map((value, index) => ({
        name: contenders[index]!.label,
        ...listedWords(value, measure.unit),
      })),
    }));
}

function listedWords(value: ContenderValue, unit: ComparedMeasure['unit']) {
  const { estimate, thin, spread } = value;
  if (estimate === null) return { figure: '–', note: 'nothing to count', seeds: '' };
  const { figure, interval, sample } = wording.wordsOf(value, unit);
  return {
    figure,
    note: `(${interval}${sample}${unit === 'share' && thin ? ', few cases' : ''})`,
    seeds:
      spread === null
        ? ''
        : `its seeds: ${wording.formatValue(spread.min, unit)} to ${wording.formatValue(spread.max, unit)}`,
  };
}
