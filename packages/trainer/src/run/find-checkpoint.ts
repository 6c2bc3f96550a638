import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { LongrangeError, nearest } from '@longrange/errors';
import {
  type CheckpointReference,
  type CompleteCheckpoint,
  listCheckpoints,
  openCheckpoint,
} from '../checkpoint/list-checkpoints.ts';
import { readModel, type StoredModel } from '../checkpoint/read-checkpoint.ts';
import { exists } from '../disk/write-atomically.ts';
import { runFolderState } from './run-folder.ts';

/** Journal in the folder of a sweep, beside its trials, each of which is a run. */
export const SWEEP_JOURNAL = 'journal.jsonl';
/** Maximum number of runs that an error lists. */
const LISTED = 8;

/**
 * Finds a checkpoint.
 *
 * - `latest`: the highest step of the newest run, the one whose last checkpoint was completed last (times in the future are ignored);
 *   never a trial of a sweep
 * - `best`: the lowest validation loss of the newest run, or of all trials of a sweep that is newer
 * - otherwise a path to a checkpoint or run, or the name of a run (takes its highest step) or of a sweep (takes its best)
 *
 * @throws LongrangeError `CHECKPOINT_NOT_FOUND` (exit code 2), `CHECKPOINT_INCOMPLETE`
 */
export async function findCheckpoint(runsFolder: string, which: string): Promise<CheckpointReference> {
  if (which === 'latest') return toReference((await newestRun(runsFolder, false)).at(-1)!);
  if (which === 'best') return bestOf(await newestRun(runsFolder, true));
  for (const path of [which, join(runsFolder, which)]) {
    const checkpoint = await checkpointAt(path);
    if (checkpoint !== undefined) return toReference(checkpoint);
  }
  throw await notFound(runsFolder, which);
}

/** Checkpoint with the lowest validation loss, the first among equals; undefined if none was validated. */
export function bestCheckpoint<Checkpoint extends CheckpointReference>(
  checkpoints: readonly Checkpoint[],
): Checkpoint | undefined {
  let best: Checkpoint | undefined;
  for (const checkpoint of checkpoints) {
    const loss = checkpoint.validationLossNats;
    if (loss !== null && loss < (best?.validationLossNats ?? Number.POSITIVE_INFINITY)) best = checkpoint;
  }
  return best;
}

async function checkpointAt(path: string): Promise<CompleteCheckpoint | undefined> {
  const checkpoint = (await openCheckpoint(path)) ?? (await listCheckpoints(path)).at(-1);
  if (checkpoint !== undefined) return checkpoint;
  const trials = await checkpointsOfTrials(path);
  if (trials.length > 0) return bestCheckpoint(trials) ?? trials.at(-1);
  if ((await runFolderState(path)) === 'unsaved') throw nothingSaved(path);
  if (!(await exists(join(path, 'state.json')))) return undefined;
  throw new LongrangeError({
    code: 'CHECKPOINT_INCOMPLETE',
    message: `Expected a complete checkpoint in ${path}, got none with a sound file COMPLETE.`,
    hint: 'writing it was interrupted; use an earlier checkpoint, or `latest`.',
  });
}

function nothingSaved(path: string): LongrangeError {
  return absent(
    `Expected a run with a complete checkpoint in ${path}, got one that has saved nothing yet.`,
    `wait for its first checkpoint or, if it has ended, start it again: train --run ${basename(resolve(path))}.`,
  );
}

function absent(message: string, hint: string): LongrangeError {
  return new LongrangeError({ code: 'CHECKPOINT_NOT_FOUND', message, hint, exitCode: 2 });
}

/** @param withSweeps true to count a sweep as a run, with the checkpoints of all trials */
async function newestRun(runsFolder: string, withSweeps: boolean): Promise<CompleteCheckpoint[]> {
  let newest: CompleteCheckpoint[] = [];
  const sweeps: string[] = [];
  for (const name of await runNames(runsFolder)) {
    const folder = join(runsFolder, name);
    const trials = await checkpointsOfTrials(folder);
    if (trials.length > 0) sweeps.push(name);
    if (trials.length > 0 && !withSweeps) continue;
    const checkpoints = trials.length > 0 ? trials : await listCheckpoints(folder);
    if (isNewer(checkpoints, newest)) newest = checkpoints;
  }
  if (newest.length > 0) return newest;
  const isRun = (await listCheckpoints(runsFolder)).length > 0;
  throw absent(
    `Expected a run with a complete checkpoint in ${runsFolder}, got ${isRun ? 'a run itself' : 'none'}.`,
    isRun
      ? 'give the folder that holds it.'
      : sweeps.length > 0
        ? `\`latest\` is never a trial of a sweep: \`${sweeps.at(-1)}\` names the best one of that sweep.`
        : 'train first, or name the folder that holds the runs (--runs).',
  );
}

/** Checkpoints of all trials of a sweep, in order of completion; none for any other folder. */
async function checkpointsOfTrials(folder: string): Promise<CompleteCheckpoint[]> {
  if (!(await exists(join(folder, SWEEP_JOURNAL)))) return [];
  const trials = await Promise.all(
    (await runNames(folder)).map((name) => listCheckpoints(join(folder, name))),
  );
  return trials.flat().sort((a, b) => (a.completedAt < b.completedAt ? -1 : 1));
}

/** Tolerated difference between the clocks of machines that share a folder. */
const CLOCK_SKEW_MS = 3_600_000;

/** Compares the times at which the highest steps were completed. A time in the future (a wrong clock) counts as older than any other. */
function isNewer(one: readonly CompleteCheckpoint[], other: readonly CompleteCheckpoint[]): boolean {
  const limit = new Date(Date.now() + CLOCK_SKEW_MS).toISOString();
  const [a, b] = [completedAt(one), completedAt(other)];
  const isBelieved = a <= limit;
  return b !== '' && isBelieved !== b <= limit ? isBelieved : a > b;
}

/** Time of the last checkpoint as ISO 8601, which sorts as text; empty without a checkpoint. */
function completedAt(checkpoints: readonly CompleteCheckpoint[]): string {
  return checkpoints.at(-1)?.completedAt ?? '';
}

function bestOf(checkpoints: readonly CompleteCheckpoint[]): CheckpointReference {
  const best = bestCheckpoint(checkpoints);
  if (best !== undefined) return toReference(best);
  throw absent(
    `Expected a checkpoint with a validation loss in run ${checkpoints[0]!.run}, got ${checkpoints.length} without.`,
    'use `latest`.',
  );
}

async function notFound(runsFolder: string, which: string): Promise<LongrangeError> {
  const names = await runNames(runsFolder);
  const meant = nearest(which, ['latest', 'best', ...names]);
  return absent(
    `Expected \`latest\`, \`best\`, or the path of a checkpoint or run, got "${which}" (no complete checkpoint there or in ${runsFolder}).`,
    meant === undefined ? await whatThereIs(runsFolder, names) : `did you mean \`${meant}\`?`,
  );
}

/** Lists the last runs by name; names that are dates sort by date. */
async function whatThereIs(runsFolder: string, names: readonly string[]): Promise<string> {
  const runs: string[] = [];
  for (const name of names) if ((await listCheckpoints(join(runsFolder, name))).length > 0) runs.push(name);
  if (runs.length === 0) return 'train first, or check the path.';
  const more = runs.length > LISTED ? `, and ${runs.length - LISTED} more` : '';
  return `in ${runsFolder} there are ${runs.slice(-LISTED).reverse().join(', ')}${more}.`;
}

async function runNames(runsFolder: string): Promise<string[]> {
  const names = await readdir(runsFolder).catch(() => []);
  return names.sort();
}

function toReference({ folder, run, step, validationLossNats }: CompleteCheckpoint): CheckpointReference {
  return { folder, run, step, validationLossNats };
}

/** Checkpoint that was found, with its model. */
export interface FoundModel extends StoredModel {
  readonly checkpoint: CheckpointReference;
}

/**
 * Finds a checkpoint and reads its model.
 *
 * @param which see `findCheckpoint`
 * @throws LongrangeError as `findCheckpoint`; `CHECKPOINT_…` for a damaged one
 */
export async function findModel(runsFolder: string, which: string): Promise<FoundModel> {
  const [found] = await readFound(async () => [await findCheckpoint(runsFolder, which)]);
  return found!;
}

/**
 * Reads the models of the checkpoints that `find` returns. If a training run replaces or removes a checkpoint in between, searches
 * again.
 *
 * @throws LongrangeError as `find` and `readModel`
 */
export async function readFound(find: () => Promise<readonly CheckpointReference[]>): Promise<FoundModel[]> {
  for (;;) {
    const checkpoints = await find();
    const seals = await sealsOf(checkpoints);
    try {
      const models: FoundModel[] = [];
      for (const checkpoint of checkpoints)
        models.push({ checkpoint, ...(await readModel(checkpoint.folder)) });
      return models;
    } catch (error) {
      if ((await sealsOf(await find())) === seals) throw error;
    }
  }
}

/** Identifies these checkpoints and when they were completed. */
async function sealsOf(checkpoints: readonly CheckpointReference[]): Promise<string> {
  const seals = await Promise.all(
    checkpoints.map(async ({ folder }) => [folder, (await openCheckpoint(folder))?.completedAt]),
  );
  return JSON.stringify(seals);
}
