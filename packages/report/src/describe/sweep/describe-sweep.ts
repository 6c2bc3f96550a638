import type { Comparison } from '@longrange/eval/internal';
import type {
  Content,
  FirstScreen,
  Numeral,
  Part,
  Point,
  Report,
  Section,
  Series,
} from '../../document/internal.ts';
import { cell, chartFigure, format, plot, tableFigure } from '../../document/internal.ts';
import { describeComparison } from '../comparison/build-comparison-report.ts';
import {
  background,
  bestSetting,
  isValidated,
  type Setting,
  settingsFigure,
  settingsOf,
  sorted,
  valuesOf,
} from './settings.ts';
import type { Sweep, SweepTrial } from './sweep.ts';

/** Describes a sweep as data, for any rendering, with the comparison of its settings if there is one. */
export function describeSweep(sweep: Sweep, comparison: Comparison | null): Report {
  const { name, description = '', size, counts, notes } = sweep;
  const compared = comparison === null ? null : describeComparison(comparison);
  const best = bestSetting(sweep);
  const sections = [curvesSection(sweep), trialsSection(sweep)].filter((section) => section !== null);
  return {
    command: 'longrange sweep',
    about: name,
    createdAt: null,
    scope: `${description} ${size}; ${counts}.`.trim(),
    language: '',
    ...headlineOf(sweep, best),
    numerals: [...(best === null ? [] : [bestNumeral(sweep, best)]), ...(compared?.numerals ?? [])],
    standfirst: [],
    notices: [
      ...notes.map((text) => ({ title: 'Comparison', warning: false, text })),
      ...(compared?.notices ?? []),
    ],
    figure: best === null ? null : settingsFigure(sweep, best),
    scores: compared?.scores ?? [],
    bars: null,
    sample: null,
    settings: null,
    parts: [{ title: 'Trials', sections }, ...(compared === null ? [] : comparedParts(compared))],
    source: 'the runs of the sweep, like sweep status FILE --json',
  };
}

/** Parts of a comparison, under the answer and the chart that lead it elsewhere. */
function comparedParts({ headline, scope, figure, parts: [first, ...others] }: Report): Part[] {
  const lead: Section = {
    id: 'comparison',
    title: 'Comparison on the test split',
    paragraphs: [`${headline}.`, scope],
    figures: figure === null ? [] : [figure],
    isOpen: true,
  };
  return [{ ...first!, sections: [lead, ...first!.sections] }, ...others];
}

function headlineOf({ parameters }: Sweep, best: Setting | null): Pick<FirstScreen, 'headline' | 'question'> {
  const none = 'Nothing has been validated yet';
  if (best === null) return { headline: none, question: none };
  const settings = parameters.map((one, index) => `${one} ${best.trials[0]!.values[index]}`).join(', ');
  const bits = `${format.bits(best.bits)} bits per character on the validation split`;
  if (settings === '') return { headline: bits, question: bits };
  return { headline: `Best: ${settings} (${bits})`, question: `Best: ${settings}` };
}

/** Shows the best setting's bits; beside them its values, and which of them lie at an end of those tried. */
function bestNumeral({ parameters, trials }: Sweep, { trials: best, bits }: Setting): Numeral {
  const seeds = best.length === 1 ? 'one trial' : `mean of ${best.length} seeds`;
  return {
    title: 'Fewest bits per character',
    meaning: 'The lowest of each trial on the validation split, by which trials are judged.',
    value: { bound: null, number: format.bits(bits), unit: 'bits' },
    note: seeds,
    beside: parameters.map((name, index) => {
      const tried = valuesOf(trials.filter(isValidated), index);
      const place = tried.indexOf(best[0]!.values[index]!);
      const isEnd = tried.length > 1 && typeof tried[0] === 'number' && [0, tried.length - 1].includes(place);
      const end = isEnd ? `, the ${place === 0 ? 'lowest' : 'highest'} tried` : '';
      return { style: 'ngram', name, words: `${best[0]!.values[index]}${end}` };
    }),
  };
}

/** Maximum points of all curves together, so that a page of thousands of trials still opens. */
const MOST_POINTS = 20_000;
const MOST_POINTS_OF_CURVE = 60;
/** Break between two curves. */
const GAP: Point = { ...plot.plain(0, 0, ''), value: null };

/** All curves in one chart: the best trial stands out. Null before the first validation. */
function curvesSection(sweep: Sweep): Section | null {
  const drawn = sweep.trials.filter(({ curve }) => curve.length > 0);
  const [best] = sorted(drawn, ({ validationBits }) => validationBits);
  if (best === undefined || best.validationBits === null) return null;
  const most = Math.max(2, Math.min(MOST_POINTS_OF_CURVE, Math.floor(MOST_POINTS / drawn.length)));
  const name = `trial ${best.number}`;
  const others = drawn.filter((trial) => trial !== best).flatMap((trial) => [...pointsOf(trial, most), GAP]);
  const series: Series[] = [
    { style: 'model', name, points: pointsOf(best, MOST_POINTS_OF_CURVE) },
    { ...background, name: others.length === 0 ? '' : 'all others', points: others },
  ];
  const settings = sweep.parameters.map((one, place) => `, ${one} ${best.values[place]}`).join('');
  const seed = best.seed === null ? '' : `, seed ${best.seed}`;
  const answer = `Lowest: ${name}${settings}${seed}, ${format.bits(best.validationBits)} bits per character.`;
  return {
    id: 'curves',
    title: 'Curves',
    paragraphs: [answer],
    figures: [
      chartFigure({
        id: 'curves',
        chart: plot.training(series),
        title: 'Bits per character on the validation split',
        caption: 'Each time that it was scored; a line for each trial.',
        description: `${format.count(drawn.length)} curves. ${answer}`,
        columns: ['Characters seen', `Trial ${best.number}`],
        rows: best.curve.map(({ characters, bits }) => [characters, cell.bits(bits)]),
      }),
    ],
    isOpen: true,
  };
}

function pointsOf({ number, curve }: SweepTrial, most: number): Point[] {
  return plot.thinned(curve, most).map(({ characters, bits }) => {
    const title = `trial ${number} after ${format.count(characters)} characters: ${format.bits(bits)} bits`;
    return plot.plain(characters, bits, title);
  });
}

/** Table of all trials and, if there are seeds, of all settings. */
function trialsSection({ parameters, trials }: Sweep): Section {
  const hasSeeds = trials.some(({ seed }) => seed !== null);
  const cellOf = (value: number | string) => (typeof value === 'number' ? cell.number(value, String) : value);
  const settings = sorted(settingsOf(trials), ({ bits }) => bits).map(
    ({ trials: group, bits, least, most }) => [
      ...group[0]!.values.map(cellOf),
      group.filter(({ status }) => status === 'finished').length,
      cell.bits(bits),
      bits === null ? '–' : `${format.bits(least)}–${format.bits(most)}`,
    ],
  );
  const all = sorted(trials, ({ validationBits }) => validationBits).map((trial) => [
    trial.number,
    ...trial.values.map(cellOf),
    ...(hasSeeds ? [trial.seed] : []),
    trial.status,
    trial.step,
    cell.bits(trial.validationBits),
    cell.bits(trial.testBits),
  ]);
  const sortable = (id: string, title: string, columns: readonly string[], rows: Content[][]) => {
    const figure = tableFigure({ id, title, columns, rows });
    return { ...figure, table: { ...figure.table, isSortable: true } };
  };
  return {
    id: 'trials',
    title: 'Trials',
    paragraphs: ['The heading of a column sorts by it.'],
    figures: [
      ...(hasSeeds && parameters.length > 0
        ? [
            sortable(
              'sweep-settings',
              'Settings, over their seeds',
              [...parameters, 'Seeds finished', 'Mean validation bits', 'Range'],
              settings,
            ),
          ]
        : []),
      sortable(
        'trials',
        'All trials',
        [
          'Trial',
          ...parameters,
          ...(hasSeeds ? ['Seed'] : []),
          'Status',
          'Step',
          'Validation bits',
          'Test bits',
        ],
        all,
      ),
    ],
    definitions: {
      'Validation bits': 'The lowest bits per character on the validation split, by which trials are judged.',
      'Test bits': 'Bits per character of that checkpoint on the test split, which has judged nothing.',
    },
  };
}
