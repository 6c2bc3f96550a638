import type { CurvePanel, Figure, HorizontalScale } from '../../document/internal.ts';
import { cell, chartFigure, format, plot } from '../../document/internal.ts';
import type { Sweep, SweepTrial } from './sweep.ts';

/** Trials that differ only in their seed. */
export interface Setting {
  readonly trials: readonly SweepTrial[];
  /** Mean over its seeds. */
  readonly bits: number;
}

/** Maximum panels of settings: two rows of three. */
const MOST_PANELS = 6;
const MOST_DOTS_OF_PANEL = 500;
export const background = { style: 'ngram', isBackground: true } as const;

export const isValidated = ({ validationBits }: SweepTrial) => validationBits !== null;

/** Setting with the lowest mean over its seeds, of those whose trials have all been validated. */
export function bestSetting({ trials }: Sweep): Setting | null {
  const [best] = sorted(settingsOf(trials), ({ bits }) => bits);
  return best === undefined || best.bits === null ? null : { trials: best.trials, bits: best.bits };
}

export function settingsOf(trials: readonly SweepTrial[]) {
  const settings = new Map<number, SweepTrial[]>();
  for (const trial of trials) settings.set(trial.setting, [...(settings.get(trial.setting) ?? []), trial]);
  return [...settings.values()].map((group) => {
    const bits = group.flatMap(({ validationBits }) => (validationBits === null ? [] : [validationBits]));
    const mean = bits.length < group.length ? null : bits.reduce((sum, one) => sum + one, 0) / bits.length;
    return { trials: group, bits: mean, least: Math.min(...bits), most: Math.max(...bits) };
  });
}

/** Sorts by bits, the lowest first and those without bits last. */
export function sorted<T>(all: readonly T[], bitsOf: (one: T) => number | null): T[] {
  return all.toSorted((a, b) => (bitsOf(a) ?? Infinity) - (bitsOf(b) ?? Infinity) || 0);
}

/** Bits against each parameter that varies, a dot for each trial; null until two values of a parameter have been validated. */
export function settingsFigure({ parameters, trials }: Sweep, best: Setting): Figure | null {
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
export function valuesOf(trials: readonly SweepTrial[], index: number): Value[] {
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
