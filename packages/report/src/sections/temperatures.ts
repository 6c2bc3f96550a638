import type { AtTemperature } from '@longrange/eval/internal';
import type { Chart, Figure, Proportion, SectionDraft } from '../document/index.ts';
import { cell, chartFigure, format, plot } from '../document/index.ts';
import { hazardFigure, survivalFigure } from './open-brackets.ts';

/** Metric 7 at other temperatures. Null if all samples have the same temperature. */
export function temperaturesSection(measured: readonly AtTemperature[], ngram: string): SectionDraft | null {
  if (measured.length === 0) return null;
  const all = measured.map((one) => ({ ...one, name: one.subject === 'model' ? 'model' : ngram }));
  const title = 'Other temperatures';
  const measures = allMeasures.filter(({ pick }) => all.some((one) => pick(one) !== null));
  const answer = temperatureSentence(all.filter(({ subject }) => subject === 'model'));
  const fewest = all.reduce((least, { documents }) => Math.min(least, documents), Number.POSITIVE_INFINITY);
  return {
    id: 'temperatures',
    title,
    paragraphs: [
      answer,
      `All other figures of samples are taken at the temperature listed under provenance. Here each temperature has at least ${format.countOf(fewest, 'sample')}.`,
    ],
    figures: [
      chartFigure({
        id: 'temperatures',
        chart: chartOf(all, measures),
        title,
        caption: 'Shares of samples, by temperature.',
        chartNote: 'Bars: 95 % intervals over samples. Loops are a plain share.',
        description: answer,
        columns: ['Temperature', 'Samples', ...measures.map(({ column }) => column)],
        rows: all.map((one) => [
          `${one.name}, ${one.temperature}`,
          one.documents,
          ...measures.map(({ pick }) => {
            const share = pick(one);
            return typeof share === 'number' ? cell.number(share, format.percent) : share;
          }),
        ]),
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
function openBracketFigures(all: readonly NamedTemperature[]): (Figure | null)[] {
  const panels = temperaturesOf(all).map((temperature) => ({
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
  ];
}

function temperaturesOf(all: readonly NamedTemperature[]): number[] {
  return [...new Set(all.map(({ temperature }) => temperature))].sort((a, b) => a - b);
}

type NamedTemperature = AtTemperature & { readonly name: string };

interface Measure {
  readonly column: string;
  readonly title: string;
  readonly pick: (one: NamedTemperature) => Proportion | number | null;
}

/** Measures to show, if the language has them. */
const allMeasures: readonly Measure[] = [
  { column: 'Brackets held', title: 'brackets held', pick: ({ delimiters }) => delimiters },
  { column: 'Indentation kept', title: 'indentation kept', pick: ({ indentation }) => indentation },
  {
    column: 'Definitions that parse',
    title: 'definitions that parse',
    pick: ({ definitions }) => definitions,
  },
  { column: 'In loops', title: 'characters in loops', pick: ({ loops }) => loops },
];

/** Plots the share against the temperature, in one panel per measure. */
function chartOf(all: readonly NamedTemperature[], measures: readonly Measure[]): Chart {
  const ticks = temperaturesOf(all).map((at) => ({ at, name: String(at) }));
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
          const name = `${one.name}, ${one.temperature}`;
          if (share === null) return [];
          return typeof share === 'number'
            ? plot.plain(one.temperature, share, `${name}: ${format.percent(share)}`)
            : plot.share(one.temperature, name, share);
        });
        return points.length === 0 ? [] : [{ style, name: own[0]!.name, points }];
      }),
    })),
  };
}

/** States plain shares, since differences between temperatures were not tested. */
function temperatureSentence(own: readonly AtTemperature[]): string {
  const measured = own.filter(({ delimiters }) => delimiters?.estimate != null);
  if (measured.length === 0) return '';
  const shares = measured.map(
    ({ temperature, delimiters, loops }, index) =>
      `${format.percent(delimiters!.estimate)}${index === 0 ? ' of its brackets' : ''} at temperature ${temperature} (${format.percent(loops)}${index === 0 ? ' of the text' : ''} in loops)`,
  );
  return `This model closes ${format.list(shares)}.`;
}
