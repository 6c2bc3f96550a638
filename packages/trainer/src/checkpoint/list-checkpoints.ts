import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { checkArgument } from '@longrange/errors';
import { exists, previousOf } from '../disk/write-atomically.ts';
import { checkpointFolder, stepOfFolder } from './checkpoint-folder.ts';
import { type CompleteMarker, completeSchema } from './state-schema.ts';

/** A complete checkpoint on disk. */
export interface CheckpointReference {
  /** Where it lies. */
  readonly folder: string;
  /** Name of the run. */
  readonly run: string;
  /** Updates of the run until then. */
  readonly step: number;
  /** The validation loss at this step, null where it was not measured. */
  readonly validationLossNats: number | null;
}

/** A checkpoint with what its COMPLETE says. */
export interface CompleteCheckpoint extends CheckpointReference {
  readonly completedAt: string;
}

/** A run would have to write and remove a checkpoint each time that its folder is read to get so far. */
const MOST_LISTINGS = 20;

/**
 * The complete checkpoints of a run by rising step; those without a sound COMPLETE do not exist. Where one is gone before it is opened, training has
 * written another before it removed that: the folder is read again.
 */
export async function listCheckpoints(runFolder: string): Promise<CompleteCheckpoint[]> {
  checkArgument(typeof runFolder === 'string', 'runFolder', 'a path', runFolder);
  let checkpoints: CompleteCheckpoint[] = [];
  for (let listing = 0; listing < MOST_LISTINGS; listing++) {
    checkpoints = [];
    let gone = false;
    for (const step of await stepsIn(runFolder)) {
      const folder = checkpointFolder(runFolder, step);
      const checkpoint = await openCheckpoint(folder);
      if (checkpoint !== undefined) checkpoints.push(checkpoint);
      else gone ||= !(await exists(folder)) && !(await exists(previousOf(folder)));
    }
    if (!gone) break;
  }
  return checkpoints;
}

/** The steps of the checkpoints in a run's folder, complete or not, by rising step. */
export async function stepsIn(runFolder: string): Promise<number[]> {
  const names = await readdir(join(runFolder, 'checkpoints')).catch(() => []);
  const steps = new Set(names.map(stepOfFolder).filter((step) => step !== undefined));
  return [...steps].sort((a, b) => a - b);
}

/**
 * The checkpoint in a folder, undefined where there is no sound COMPLETE. While a new one takes its place it is kept beside it, and is looked for there;
 * a third look finds the new one where the old one was gone by then.
 */
export async function openCheckpoint(folder: string): Promise<CompleteCheckpoint | undefined> {
  for (const place of [folder, previousOf(folder), folder]) {
    const marker = await readMarker(place);
    if (marker === undefined) continue;
    return {
      folder: place,
      run: basename(dirname(dirname(resolve(folder)))),
      step: marker.step,
      validationLossNats: marker.validationLossNats,
      completedAt: marker.completedAt,
    };
  }
  return undefined;
}

async function readMarker(folder: string): Promise<CompleteMarker | undefined> {
  try {
    return completeSchema.parse(JSON.parse(await readFile(join(folder, 'COMPLETE'), 'utf8')));
  } catch {
    return undefined;
  }
}
