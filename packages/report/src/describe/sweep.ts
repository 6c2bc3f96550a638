import type { Comparison } from '@longrange/eval/internal';
import type {
  Content,
  CurvePanel,
  Figure,
  FirstScreen,
  HorizontalScale,
  Numeral,
  Part,
  Point,
  Report,
  Section,
  Series,
} from '../document/internal.ts';
import { cell, chartFigure, format, plot, tableFigure } from '../document/internal.ts';
import { describeComparison } from './comparison/build-comparison-report.ts';

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

interface Setting {
  readonly trials: readonly SweepTrial[];
  /** Mean over its seeds. */
  readonly bits: number;
}

function headlineOf({ parameters }: Sweep, best: Setting | null): Pick<FirstScreen, 'headline' | 'question'> {
  const none = 'No setting has been validated yet';
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

const isValidated = ({ validationBits }: SweepTrial) => validationBits !== null;

/** Maximum points of all curves together, so that a page of thousands of trials still opens. */
const MOST_POINTS = 20_000;
const MOST_POINTS_OF_CURVE = 60;
/** Maximum panels of settings: two rows of three. */
const MOST_PANELS = 6;
const MOST_DOTS_OF_PANEL = 500;
const background = { style: 'ngram', isBackground: true } as const;
/** Break between two curves. */
const GAP: Point = { ...plot.plain(0, 0, ''), value: null };

/** Setting with the lowest mean over its seeds, of those whose trials have all been validated. */
function bestSetting({ trials }: Sweep): Setting | null {
  const [best] = sorted(settingsOf(trials), ({ bits }) => bits);
  return best === undefined || best.bits === null ? null : { trials: best.trials, bits: best.bits };
}

function settingsOf(trials: readonly SweepTrial[]) {
  const settings = new Map<number, SweepTrial[]>();
  for (const trial of trials) settings.set(trial.setting, [...(settings.get(trial.setting) ?? []), trial]);
  return [...settings.values()].map((group) => {
    const bits = group.flatMap(({ validationBits }) => (validationBits === null ? [] : [validationBits]));
    const mean = bits.length < group.length ? null : bits.reduce((sum, one) => sum + one, 0) / bits.length;
    return { trials: group, bits: mean, least: Math.min(...bits), most: Math.max(...bits) };
  });
}

/** Sorts by bits, the lowest first and those without bits last. */
function sorted<T>(all: readonly T[], bitsOf: (one: T) => number | null): T[] {
  return all.toSorted((a, b) => (bitsOf(a) ?? Infinity) - (bitsOf(b) ?? Infinity) || 0);
}

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

/** Bits against each parameter that varies, a dot for each trial; null until two values of a parameter have been validated. */
function settingsFigure({ parameters, trials }: Sweep, best: Setting): Figure | null {
  const drawn = trials.filter(isValidated);
  const varied = parameters
    .map((name, index) => ({ name, index, values: valuesOf(drawn, index) }))
    .filter(({ values }) => values.length > 1);
  if (varied.length === 0) return null;
  return chartFigure({
    id: 'settings-chart',
    chart: {
      kind: 'curves',
      horizontal: 'Value of the parameter',
      vertical: { label: 'Bits per character', scale: 'fit' },
      panels: varied.slice(0, MOST_PANELS).map((one) => panelOf(one, drawn, parameters)),
    },
    title: 'Bits per character on the validation split, by parameter',
    caption: 'Trials at one value differ in their other parameters and seeds.',
    description: `${format.countOf(drawn.length, 'trial')}; the best setting has ${format.bits(best.bits)} bits.`,
    columns: ['Parameter', 'Value', 'Trials', 'Lowest bits'],
    rows: varied.flatMap(({ name, index, values }) =>
      values.map((value) => {
        const some = drawn.filter((trial) => trial.values[index] === value);
        return [name, String(value), some.length, cell.bits(lowestOf(some))];
      }),
    ),
  });
}

type Value = SweepTrial['values'][number];

/** Distinct values of a parameter; numbers in order. */
function valuesOf(trials: readonly SweepTrial[], index: number): Value[] {
  const values = [...new Set(trials.map((trial) => trial.values[index]!))];
  return values.every((value) => typeof value === 'number') ? values.sort((a, b) => a - b) : values;
}

const lowestOf = (trials: readonly SweepTrial[]) =>
  Math.min(...trials.map(({ validationBits }) => validationBits!));

function panelOf(
  { name, index, values }: { name: string; index: number; values: readonly Value[] },
  trials: readonly SweepTrial[],
  parameters: readonly string[],
): CurvePanel {
  const isNumber = typeof values[0] === 'number';
  const at = (value: Value): number => (isNumber ? Number(value) : values.indexOf(value));
  const ticks = values.map((value) => ({ at: at(value), name: String(value) }));
  const horizontal: HorizontalScale = { kind: isNumber ? 'values' : 'categories', ticks };
  const dots = plot.thinned(trials, MOST_DOTS_OF_PANEL).map((trial) => {
    const settings = parameters.map((one, place) => `${one} ${trial.values[place]}`).join(', ');
    const title = `trial ${trial.number}: ${settings}: ${format.bits(trial.validationBits!)} bits`;
    return plot.plain(at(trial.values[index]!), trial.validationBits!, title);
  });
  const line = values.map((value) =>
    plot.plain(at(value), lowestOf(trials.filter((trial) => trial.values[index] === value)), ''),
  );
  return {
    title: name,
    horizontal,
    series: [
      { style: 'model', name: 'a trial', points: dots, isScatter: true },
      ...(isNumber ? [{ ...background, name: 'the best at each value', points: line }] : []),
    ],
  };
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

/** A sweep: the current state of its trials. */
export interface Sweep {
  readonly name: string;
  readonly description: string | undefined;
  /** `12 settings × 5 seeds: 60 trials` */
  readonly size: string;
  /** `57 finished, 3 waiting` */
  readonly counts: string;
  /** Names of the parameters that vary. */
  readonly parameters: readonly string[];
  readonly trials: readonly SweepTrial[];
  /** Notes for the reader of the comparison, such as why there is none. */
  readonly notes: readonly string[];
}

/** One training. */
export interface SweepTrial {
  readonly number: number;
  /** Trials of one setting differ in their seed. */
  readonly setting: number;
  readonly seed: number | null;
  /** Values of the parameters that vary. */
  readonly values: readonly (number | string)[];
  readonly status: string;
  readonly step: number;
  /** The lowest bits per character on the validation split. */
  readonly validationBits: number | null;
  /** Bits per character of the best checkpoint on the test split. */
  readonly testBits: number | null;
  /** Bits per character at each validation. */
  readonly curve: readonly { readonly characters: number; readonly bits: number }[];
}
