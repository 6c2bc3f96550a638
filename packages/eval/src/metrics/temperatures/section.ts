import {
  type Cell,
  type Chart,
  chartFigure,
  countCell,
  countOf,
  type Figure,
  formatPercent,
  isThin,
  joinWords,
  numberCell,
  type Point,
  type Proportion,
  plainPoint,
  proportionCell,
  type SectionDraft,
  textCell,
  withInterval,
} from '@longrange/document/internal';
import { hazardFigure, survivalFigure } from '../delimiters/open-brackets.ts';
import type { AtTemperature } from './at-temperature.ts';

/** Metric 7, at other temperatures. Null where samples have one temperature only. */
export function temperaturesSection(measured: readonly AtTemperature[], ngram: string): SectionDraft | null {
  const names = { model: 'model', ngram };
  const all = measured.map((one) => ({ ...one, name: names[one.subject] }));
  if (all.length === 0) return null;
  const title = 'Other temperatures';
  const measures = measuresOf(all);
  const rows = all.map((one): Cell[] => [
    textCell(`${one.name}, ${one.temperature}`),
    countCell(one.documents),
    ...measures.map(({ pick }) => shareCell(pick(one))),
  ]);
  const own = all.filter(({ subject }) => subject === 'model');
  const fewest = all.reduce((least, { documents }) => Math.min(least, documents), Number.POSITIVE_INFINITY);
  return {
    id: 'temperatures',
    title,
    paragraphs: [
      temperatureSentence(own),
      `All other figures of samples are taken at the temperature listed under provenance. Here each temperature has at least ${countOf(fewest, 'sample')}.`,
    ],
    figures: [
      chartFigure({
        id: 'temperatures',
        chart: chartOf(all, measures),
        title,
        caption: 'Shares of samples, by temperature.',
        chartNote: 'Bars: 95 % intervals over samples. Loops are a plain share.',
        description: temperatureSentence(own),
        columns: ['Temperature', 'Samples', ...measures.map(({ column }) => column)],
        rows,
      }),
      ...openBracketFigures(all),
    ],
    definitions: {
      Temperature:
        'The logits are divided by it before a character is drawn: below 1, likely characters become likelier.',
    },
  };
}

/** A panel for each temperature. */
function openBracketFigures(all: readonly NamedTemperature[]): Figure[] {
  const temperatures = [...new Set(all.map(({ temperature }) => temperature))].sort((a, b) => a - b);
  const panels = temperatures.map((temperature) => ({
    title: `temperature ${temperature}`,
    series: all
      .filter((one) => one.temperature === temperature)
      .map(({ subject, name, hazard, netSurvival }) => ({ style: subject, name, hazard, netSurvival })),
  }));
  return [
    hazardFigure(panels, {
      id: 'temperature-hazard',
      title: 'Failures of open brackets, by distance and temperature',
    }),
    survivalFigure(panels, {
      id: 'temperature-survival',
      title: 'Open brackets that have not failed, by temperature',
    }),
  ].filter((figure) => figure !== null);
}

type NamedTemperature = AtTemperature & { readonly name: string };

interface Measure {
  readonly column: string;
  readonly title: string;
  readonly pick: (one: NamedTemperature) => Proportion | number | null;
}

/** Those that were measured: not every language has all of them. */
function measuresOf(all: readonly NamedTemperature[]): Measure[] {
  const measures: readonly Measure[] = [
    { column: 'Brackets held', title: 'brackets held', pick: ({ delimiters }) => delimiters },
    { column: 'Indentation kept', title: 'indentation kept', pick: ({ indentation }) => indentation },
    {
      column: 'Definitions that parse',
      title: 'definitions that parse',
      pick: ({ definitions }) => definitions,
    },
    { column: 'In loops', title: 'characters in loops', pick: ({ loops }) => loops },
  ];
  return measures.filter(({ pick }) => all.some((one) => pick(one) !== null));
}

function shareCell(share: Proportion | number | null): Cell {
  return typeof share === 'number' ? numberCell(share, formatPercent) : proportionCell(share);
}

/** One panel per measure: the share against the temperature. */
function chartOf(all: readonly NamedTemperature[], measures: readonly Measure[]): Chart {
  const values = [...new Set(all.map(({ temperature }) => temperature))].sort((a, b) => a - b);
  const ticks = values.map((at) => ({ at, name: String(at) }));
  return {
    kind: 'curves',
    horizontal: 'Temperature',
    vertical: { label: 'Share', scale: 'share' },
    panels: measures.map(({ title, pick }) => ({
      title,
      horizontal: { kind: 'values', ticks },
      series: (['model', 'ngram'] as const).flatMap((style) => {
        const own = all.filter(({ subject }) => subject === style);
        const points = own.flatMap((one) => {
          const share = pick(one);
          return share === null ? [] : [pointOf(`${one.name}, ${one.temperature}`, one.temperature, share)];
        });
        return points.length === 0 ? [] : [{ style, name: own[0]!.name, points }];
      }),
    })),
  };
}

function pointOf(name: string, at: number, share: Proportion | number): Point {
  if (typeof share === 'number') return plainPoint(at, share, `${name}: ${formatPercent(share)}`);
  const { estimate: value, low, high } = share;
  return { at, value, low, high, thin: isThin(share), title: `${name}: ${withInterval(share)}` };
}

/** Plain shares: what lies between two temperatures was not tested. */
export function temperatureSentence(own: readonly AtTemperature[]): string {
  const measured = own.filter(({ delimiters }) => delimiters?.estimate != null);
  if (measured.length === 0) return '';
  const shares = measured.map(
    ({ temperature, delimiters, loops }, index) =>
      `${formatPercent(delimiters!.estimate)}${index === 0 ? ' of its brackets' : ''} at temperature ${temperature} (${formatPercent(loops)}${index === 0 ? ' of the text' : ''} in loops)`,
  );
  return `This model closes ${joinWords(shares)}.`;
}
