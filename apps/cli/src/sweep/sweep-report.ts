import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import type { Comparison } from '@longrange/eval/comparison';
import { describeSweep, renderHtml, type SweepTrial } from '@longrange/report';
import { describeParameters, type PlannedTrial } from '@longrange/sweep/internal';
import { readMetrics, writeFileAtomically } from '@longrange/trainer/internal';
import type { CommandContext } from '../cli/command.ts';
import { compareModels } from '../compare/run-compare.ts';
import { compareOptionsSchema } from '../options/compare-options.ts';
import { showPage } from '../report/write-report.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { describeSize, type OpenSweep, type SweepState } from './open-sweep.ts';
import { describeCounts } from './show-sweep.ts';

export interface ReportContext extends CommandContext {
  readonly reporter: Reporter;
}

/** Maximum settings to compare: with more, corrections for multiple tests would hide every difference. */
const MOST_COMPARED = 8;
/** Codes of errors that leave a report without a comparison. */
const INCOMPARABLE = ['COMPARISON_CORPORA', 'CORPUS_SOURCE_MISSING'];

/** Writes `report.html` from the present state, and shows its path. */
export async function writeSweepReport(
  open: OpenSweep,
  state: SweepState,
  context: ReportContext,
): Promise<void> {
  const notes: string[] = [];
  const comparison = await compareSettings(open, state, context, notes);
  const path = join(open.folder, 'report.html');
  await writeFileAtomically(path, await renderSweep(open, state, comparison, notes));
  await showPage('report', path, open.options.open, context.reporter);
}

/** Renders the page of the present state. */
export async function renderSweep(
  open: OpenSweep,
  state: SweepState,
  comparison: Comparison | null = null,
  notes: readonly string[] = [],
): Promise<string> {
  const { trials } = state;
  const varying = [...open.sweep.parameters.keys()].filter(
    (name) => new Set(trials.map((trial) => JSON.stringify(trial.parameters[name]))).size > 1,
  );
  const shown: SweepTrial[] = [];
  for (const trial of trials) shown.push(await trialOf(state, trial, varying));
  const sweep = {
    name: open.name,
    description: open.sweep.description,
    parameters: varying,
    notes,
    size: describeSize(open, trials),
    counts: describeCounts(state),
    trials: shown,
  };
  return renderHtml(describeSweep(sweep, comparison));
}

async function trialOf(
  { runs, schedule }: SweepState,
  trial: PlannedTrial,
  varying: readonly string[],
): Promise<SweepTrial> {
  const { number, setting, seed, name, parameters } = trial;
  const run = runs.get(name);
  const lines = run === undefined ? [] : await readMetrics(run.folder);
  const textOf = (value: unknown): number | string =>
    typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
  return {
    number,
    setting,
    seed,
    status: schedule.statusOf(name),
    step: run?.step ?? 0,
    values: varying.map((one) => textOf(parameters[one])),
    validationBits: run?.best?.bits ?? null,
    testBits: run?.outcome?.scores.find(({ split }) => split === 'test')?.bits ?? null,
    curve: lines
      .filter((line) => line.type === 'validation')
      .map(({ charactersSeen, bitsPerCharacter }) => ({
        characters: charactersSeen,
        bits: bitsPerCharacter,
      })),
  };
}

/** Compares the settings that are finished with all of their seeds, as `longrange compare` does; null if there are fewer than two. */
async function compareSettings(
  open: OpenSweep,
  state: SweepState,
  context: ReportContext,
  notes: string[],
): Promise<Comparison | null> {
  const { evaluate } = open.sweep;
  if (evaluate === 'none') return null;
  const settings = new Map<number, PlannedTrial[]>();
  for (const trial of state.trials)
    settings.set(trial.setting, [...(settings.get(trial.setting) ?? []), trial]);
  const bitsOf = ({ name }: PlannedTrial): number =>
    state.runs.get(name)?.best?.bits ?? Number.POSITIVE_INFINITY;
  const meanOf = (trials: readonly PlannedTrial[]): number =>
    trials.reduce((sum, trial) => sum + bitsOf(trial), 0) / trials.length;
  const finished = [...settings.values()]
    .filter((trials) => trials.every(({ name }) => state.schedule.statusOf(name) === 'finished'))
    .sort((a, b) => meanOf(a) - meanOf(b) || a[0]!.number - b[0]!.number);
  const compared = finished.slice(0, MOST_COMPARED).flat();
  if (compared.length < 2) {
    notes.push('Two settings with all of their seeds are needed for a comparison.');
    return null;
  }
  if (finished.length > MOST_COMPARED)
    notes.push(
      `The ${MOST_COMPARED} settings with the lowest bits on the validation split are compared, of ${finished.length} that are finished.`,
    );
  const byName = new Map(compared.map((trial) => [trial.name, trial]));
  try {
    const options = compareOptionsSchema.parse({
      models: compared.map(({ name }) => `${name}@best`),
      runs: open.folder,
      suite: evaluate,
      engine: open.options.engine,
      threads: open.options.threads,
    });
    const { comparison } = await compareModels(options, {
      ...context,
      labelOf: ({ label, candidates }) => {
        const trial = byName.get(candidates[0]!.name);
        if (trial === undefined) return label;
        const settings = describeParameters({ ...trial, seed: null }, open.sweep);
        return settings === '' ? open.name : settings;
      },
    });
    return comparison;
  } catch (error) {
    // A machine that only shows a sweep need not have the text.
    const isPartial = error instanceof LongrangeError && INCOMPARABLE.includes(error.code);
    if (!isPartial) throw error;
    notes.push(error.message);
    return null;
  }
}
