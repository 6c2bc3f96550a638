import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readRegularFile } from '@longrange/corpus/internal';
import { parseDocumentScores } from '@longrange/eval/comparison';
import { samplingOf, samplingRecord } from '@longrange/eval/internal/node';
import type { Sweep } from '@longrange/sweep';
import type { JournalEvent, PlannedTrial, TrialRecord } from '@longrange/sweep/internal';
import { bestCheckpoint, listCheckpoints, readMetrics } from '@longrange/trainer/internal';
import { evalOptionsSchema } from '../options/eval-options.ts';
import { type RunOutcome, readOutcome } from '../run/run-record.ts';

/** State of a trial's run, from its folder. */
export interface TrialRun extends TrialRecord {
  /** Folder of its files. */
  readonly folder: string;
  /** Undefined until it has ended. */
  readonly outcome: RunOutcome | undefined;
  /** Lowest bits per character on the validation split so far. */
  readonly best: { readonly step: number; readonly bits: number } | null;
  /** Folder of the checkpoint with the lowest validation loss, else of the last one. */
  readonly checkpoint: string | null;
}

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
  const outcome = await readOutcome(runFolder);
  const checkpoints = await listCheckpoints(runFolder);
  const step = checkpoints.at(-1)?.step ?? 0;
  // Without halving, the curve decides nothing, and may be long.
  const needsCurve = outcome === undefined || sweep.earlyTerminate !== null;
  const lines = needsCurve ? await readMetrics(runFolder) : [];
  const validations = lines
    .filter((line) => line.type === 'validation' && line.step <= step)
    .map((line) => ({ step: line.step, bits: line.bitsPerCharacter }));
  const lowest = validations.reduce((low, one) => (one.bits < low.bits ? one : low), {
    step: 0,
    bits: Infinity,
  });
  const ofOutcome = outcome?.best && { step: outcome.best.step, bits: outcome.best.bitsPerCharacter };
  const { evaluate } = sweep;
  const checkpoint = (bestCheckpoint(checkpoints) ?? checkpoints.at(-1))?.folder ?? null;
  const isDone =
    outcome !== undefined &&
    (evaluate === 'none' || isEvaluated || (await hasEvaluation(runFolder, outcome, evaluate)));
  return {
    folder: runFolder,
    step,
    validations,
    outcome,
    checkpoint,
    finished: isDone,
    best: ofOutcome ?? (lowest.step === 0 ? null : lowest),
  };
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
