import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readRegularFile } from '@longrange/corpus/internal';
import { parseDocumentScores } from '@longrange/eval/comparison';
import { samplingOf, samplingRecord } from '@longrange/eval/internal/node';
import type { Sweep } from '@longrange/sweep';
import type { JournalEvent, PlannedTrial, TrialRecord } from '@longrange/sweep/internal';
import { evalOptionsSchema } from '../options/eval-options.ts';
import { type RunProgress, readProgress } from '../run/run-progress.ts';
import type { RunOutcome } from '../run/run-record.ts';

/** State of a trial's run, from its folder. */
export type TrialRun = TrialRecord & RunProgress;

interface Place {
  readonly sweep: Sweep;
  readonly folder: string;
}

/** Reads the runs of all trials that have begun, and the names of other runs. */
export async function readTrialRuns(
  place: Place,
  trials: readonly PlannedTrial[],
  journal: readonly JournalEvent[],
): Promise<{ runs: Map<string, TrialRun>; unlisted: string[] }> {
  const there = new Set(await readdir(place.folder).catch(() => []));
  const evaluated = evaluatedIn(journal, place.sweep);
  const runs = new Map<string, TrialRun>();
  const names = new Set(trials.map(({ name }) => name));
  for (const { name } of trials) {
    if (there.has(name)) runs.set(name, await readTrialRun(place, name, evaluated.has(name)));
  }
  const unlisted = [...there].filter((name) => /^[0-9a-f]{16}$/.test(name) && !names.has(name));
  return { runs, unlisted: unlisted.sort() };
}

/** Returns the trials that were evaluated as the sweep now requires, according to the journal. */
function evaluatedIn(journal: readonly JournalEvent[], { evaluate }: Sweep): ReadonlySet<string> {
  return new Set(
    journal.flatMap((event) => (event.type === 'evaluate' && event.suite === evaluate ? [event.trial] : [])),
  );
}

/** @param isEvaluated true if that is already known */
export async function readTrialRun(
  { sweep, folder }: Place,
  name: string,
  isEvaluated = false,
): Promise<TrialRun> {
  const runFolder = join(folder, name);
  // Without halving, the curve decides nothing.
  const progress = await readProgress(runFolder, sweep.earlyTerminate !== null);
  const { outcome } = progress;
  const { evaluate } = sweep;
  const isDone =
    outcome !== undefined &&
    (evaluate === 'none' || isEvaluated || (await hasEvaluation(runFolder, outcome, evaluate)));
  return { ...progress, finished: isDone };
}

/** Looks for an evaluation that is missing in the journal because its process was killed right after it. */
async function hasEvaluation(
  runFolder: string,
  { best, step }: RunOutcome,
  suite: 'quick' | 'full',
): Promise<boolean> {
  const wanted = samplingRecord(samplingOf(evalOptionsSchema.parse({ checkpoint: 'best', suite })));
  for (const name of await readdir(join(runFolder, 'eval')).catch(() => [])) {
    try {
      const bytes = await readRegularFile(join(runFolder, 'eval', name, 'documents.json'));
      const { model, sampling } = parseDocumentScores(new TextDecoder().decode(bytes));
      if (model.step === (best?.step ?? step) && isDeepStrictEqual(sampling, wanted)) return true;
    } catch {}
  }
  return false;
}
