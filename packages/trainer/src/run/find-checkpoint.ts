import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { checkArgument, LongrangeError, nearest } from '@longrange/errors';
import {
  type CheckpointReference,
  type CompleteCheckpoint,
  listCheckpoints,
  openCheckpoint,
} from '../checkpoint/list-checkpoints.ts';
import { exists } from '../disk/write-atomically.ts';
import { runFolderState } from './run-folder-state.ts';

/** Runs that an error names at most. */
const LISTED = 8;

/**
 * Finds a checkpoint.
 *
 * - `latest`: the highest step of the newest run, the one whose last checkpoint was completed last (a time to come is not believed)
 * - `best`: the lowest validation loss of that run
 * - else a path to a checkpoint or to a run, or the name of a run; of a run, the highest step
 *
 * @throws LongrangeError `CHECKPOINT_NOT_FOUND` (exit code 2), `CHECKPOINT_INCOMPLETE`
 */
export async function findCheckpoint(runsFolder: string, which: string): Promise<CheckpointReference> {
  checkArgument(typeof runsFolder === 'string', 'runsFolder', 'a path', runsFolder);
  checkArgument(typeof which === 'string', 'which', 'a string', which);
  if (which === 'latest') return toReference((await newestRun(runsFolder)).at(-1)!);
  if (which === 'best') return bestOf(await newestRun(runsFolder));
  for (const path of [which, join(runsFolder, which)]) {
    const checkpoint = await checkpointAt(path);
    if (checkpoint !== undefined) return toReference(checkpoint);
  }
  throw await notFound(runsFolder, which);
}

/** The one with the lowest validation loss, the first of equals; undefined where none was validated. */
export function bestCheckpoint<Checkpoint extends CheckpointReference>(
  checkpoints: readonly Checkpoint[],
): Checkpoint | undefined {
  const areCheckpoints =
    Array.isArray(checkpoints) && checkpoints.every((one) => isLoss(one?.validationLossNats));
  checkArgument(areCheckpoints, 'checkpoints', 'a list of checkpoints', checkpoints);
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
  if ((await runFolderState(path)) === 'unsaved') throw nothingSaved(path);
  if (!(await exists(join(path, 'state.json')))) return undefined;
  throw new LongrangeError({
    code: 'CHECKPOINT_INCOMPLETE',
    message: `Expected a complete checkpoint in ${path}, got none with a sound file COMPLETE.`,
    hint: 'writing it was interrupted; use an earlier checkpoint, or `latest`.',
  });
}

function nothingSaved(path: string): LongrangeError {
  return new LongrangeError({
    code: 'CHECKPOINT_NOT_FOUND',
    message: `Expected a run with a complete checkpoint in ${path}, got one that has saved nothing yet.`,
    hint: `wait for its first checkpoint or, if it has ended, start it again: train --run ${basename(resolve(path))}.`,
    exitCode: 2,
  });
}

async function newestRun(runsFolder: string): Promise<CompleteCheckpoint[]> {
  let newest: CompleteCheckpoint[] = [];
  for (const name of await runNames(runsFolder)) {
    const checkpoints = await listCheckpoints(join(runsFolder, name));
    if (isNewer(checkpoints, newest)) newest = checkpoints;
  }
  if (newest.length > 0) return newest;
  throw new LongrangeError({
    code: 'CHECKPOINT_NOT_FOUND',
    message: `Expected a run with a complete checkpoint in ${runsFolder}, got none.`,
    hint: 'train first, or name the folder that holds the runs with --runs.',
    exitCode: 2,
  });
}

/** What clocks of machines that share a folder may differ by. */
const CLOCK_SKEW_MS = 3_600_000;

/** By when the highest step was completed. A time to come is not believed (a clock was wrong), and older than any that is. */
function isNewer(one: readonly CompleteCheckpoint[], other: readonly CompleteCheckpoint[]): boolean {
  const limit = new Date(Date.now() + CLOCK_SKEW_MS).toISOString();
  const [a, b] = [completedAt(one), completedAt(other)];
  const isBelieved = a <= limit;
  return b !== '' && isBelieved !== b <= limit ? isBelieved : a > b;
}

/** As ISO 8601, which sorts as text; empty where there is no checkpoint. */
function completedAt(checkpoints: readonly CompleteCheckpoint[]): string {
  return checkpoints.at(-1)?.completedAt ?? '';
}

function bestOf(checkpoints: readonly CompleteCheckpoint[]): CheckpointReference {
  const best = bestCheckpoint(checkpoints);
  if (best !== undefined) return toReference(best);
  throw new LongrangeError({
    code: 'CHECKPOINT_NOT_FOUND',
    message: `Expected a checkpoint with a validation loss in run ${checkpoints[0]!.run}, got ${checkpoints.length} without.`,
    hint: 'use `latest`.',
    exitCode: 2,
  });
}

async function notFound(runsFolder: string, which: string): Promise<LongrangeError> {
  const names = await runNames(runsFolder);
  const meant = nearest(which, ['latest', 'best', ...names]);
  return new LongrangeError({
    code: 'CHECKPOINT_NOT_FOUND',
    message: `Expected \`latest\`, \`best\`, or the path of a checkpoint or run, got "${which}" (no complete checkpoint there or in ${runsFolder}).`,
    hint: meant === undefined ? await whatThereIs(runsFolder, names) : `did you mean \`${meant}\`?`,
    exitCode: 2,
  });
}

/** The newest runs by name: those called by their date sort by it. */
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

function isLoss(value: unknown): boolean {
  return value === null || Number.isFinite(value);
}
