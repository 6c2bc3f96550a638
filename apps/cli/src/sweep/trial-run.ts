import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readRegularFile } from '@longrange/corpus/internal';
import { parseDocumentScores } from '@longrange/eval/comparison';
import { samplingRecord } from '@longrange/eval/evaluation';
import type { Sweep } from '@longrange/sweep';
import type { JournalEvent, PlannedTrial, TrialRecord } from '@longrange/sweep/internal';
import { bestCheckpoint, listCheckpoints, readMetrics } from '@longrange/trainer';
import { samplingOf } from '../eval/sampling.ts';
import { evalOptionsSchema } from '../options/eval-options.ts';
import { type RunOutcome, readOutcome } from '../run/run-record.ts';

/** What the folder of a trial's run says. */
export interface TrialRun extends TrialRecord {
  /** Where its files are; of a run that stays in a store those with figures. */
  readonly folder: string;
  /** Undefined until it has come to its end. */
  readonly outcome: RunOutcome | undefined;
  /** The lowest bits per character on the validation split so far. */
  readonly best: { readonly step: number; readonly bits: number } | null;
  /** Folder of the checkpoint of the lowest validation loss, else of the last one. */
  readonly checkpoint: string | null;
}

/** Whether `readTrialRun` needs a file of a run. Weights, which are most of it, it does not. */
export function isFigure(path: string): boolean {
  return /(?:^|\/)(?:outcome\.json|metrics\.jsonl|COMPLETE|documents\.json)$/.test(path);
}

interface Place {
  readonly sweep: Sweep;
  readonly folder: string;
}

/** The runs of all trials that began; and the names of runs that are none of theirs. */
export async function readTrialRuns(
  place: Place,
  trials: readonly PlannedTrial[],
  journal: readonly JournalEvent[],
): Promise<{ runs: Map<string, TrialRun>; strangers: string[] }> {
  const there = new Set(await readdir(place.folder).catch(() => []));
  const evaluated = evaluatedIn(journal, place.sweep);
  const runs = new Map<string, TrialRun>();
  const names = new Set(trials.map(({ name }) => name));
  for (const { name } of trials) {
    if (there.has(name)) runs.set(name, await readTrialRun(place, name, evaluated.has(name)));
  }
  const strangers = [...there].filter((name) => /^[0-9a-f]{16}$/.test(name) && !names.has(name));
  return { runs, strangers: strangers.sort() };
}

/** Trials of which the journal says that they were evaluated as the sweep says now. */
function evaluatedIn(journal: readonly JournalEvent[], { evaluate }: Sweep): ReadonlySet<string> {
  return new Set(
    journal.flatMap((event) => (event.type === 'evaluate' && event.suite === evaluate ? [event.trial] : [])),
  );
}

/** @param isEvaluated whether that is known already */
export async function readTrialRun(
  { sweep, folder }: Place,
  name: string,
  isEvaluated = false,
): Promise<TrialRun> {
  const runFolder = join(folder, name);
  const outcome = await readOutcome(runFolder);
  const checkpoints = await listCheckpoints(runFolder);
  const step = checkpoints.at(-1)?.step ?? 0;
  // Of a run without halving the curve decides nothing, and may be long.
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
    ...{ folder: runFolder, step, validations, outcome, checkpoint, finished: isDone },
    best: ofOutcome ?? (lowest.step === 0 ? null : lowest),
  };
}

/** A process that was killed right after an evaluation could not write so into the journal. */
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
