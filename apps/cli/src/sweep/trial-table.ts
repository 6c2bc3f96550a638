import { describeParameters, type PlannedTrial } from '@longrange/sweep/internal';
import { formatBits, formatCount } from '../terminal/format.ts';
import type { SweepState } from './open-sweep.ts';

/** A trial as `--json` shows it: nothing in it depends on where or when it ran. */
export function trialRecord({ runs, schedule }: SweepState, trial: PlannedTrial): Record<string, unknown> {
  const { number, name, parameters, seed } = trial;
  const run = runs.get(name);
  const status = schedule.statusOf(name);
  const error = schedule.failureOf(name);
  const scores = run?.outcome?.scores ?? [];
  return {
    ...{ trial: number, name, parameters, seed, status, step: run?.step ?? 0 },
    validation_bits: run?.best?.bits ?? null,
    validation_step: run?.best?.step ?? null,
    ...Object.fromEntries(scores.map(({ split, bits, low, high }) => [`${split}_bits`, { bits, low, high }])),
    ...(status === 'failed' && { error }),
  };
}

/** One line for each trial, by rising number. */
export function* jsonLines(state: SweepState): Iterable<string> {
  for (const trial of state.trials) yield `${JSON.stringify(trialRecord(state, trial))}\n`;
}

/** Rows of a text table, the columns aligned; the last one is as long as it is. */
export function alignRows(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}

/** Trials with their figures, the best first; those without one by their number. */
export function figureRows(state: SweepState, most: number): string[] {
  const bitsOf = ({ name }: PlannedTrial): number =>
    state.runs.get(name)?.best?.bits ?? Number.POSITIVE_INFINITY;
  const sorted = [...state.trials].sort((a, b) => compare(bitsOf(a), bitsOf(b)) || a.number - b.number);
  const rows = sorted.slice(0, most).map((trial) => {
    const run = state.runs.get(trial.name);
    const bits = run?.best === undefined || run.best === null ? '' : formatBits(run.best.bits);
    const step = run === undefined ? '' : formatCount(run.step);
    return [
      String(trial.number),
      state.schedule.statusOf(trial.name),
      bits,
      step,
      describeParameters(trial, state.sweep),
    ];
  });
  return alignRows([['trial', 'status', 'bits', 'step', 'settings'], ...rows]);
}

/** Infinite ones are equal. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
