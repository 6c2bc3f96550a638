import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { stepOfFolder } from './checkpoint-folder.ts';
import type { CheckpointReference } from './find-checkpoint.ts';
import { type CompleteMarker, completeSchema } from './state-schema.ts';

/** A checkpoint with what its COMPLETE says. */
export interface CompleteCheckpoint extends CheckpointReference {
  readonly completedAt: string;
}

/** The complete checkpoints of a run by rising step; those without a sound COMPLETE do not exist. */
export async function listCheckpoints(runFolder: string): Promise<CompleteCheckpoint[]> {
  const names = await readdir(join(runFolder, 'checkpoints')).catch(() => []);
  const checkpoints: CompleteCheckpoint[] = [];
  for (const name of names.filter((candidate) => stepOfFolder(candidate) !== undefined)) {
    const checkpoint = await openCheckpoint(join(runFolder, 'checkpoints', name));
    if (checkpoint !== undefined) checkpoints.push(checkpoint);
  }
  return checkpoints.sort((a, b) => a.step - b.step);
}

/** The checkpoint in a folder, undefined where there is no sound COMPLETE. */
export async function openCheckpoint(folder: string): Promise<CompleteCheckpoint | undefined> {
  const marker = await readMarker(folder);
  if (marker === undefined) return undefined;
  return {
    folder,
    run: basename(dirname(dirname(resolve(folder)))),
    step: marker.step,
    validationLossNats: marker.validationLossNats,
    completedAt: marker.completedAt,
  };
}

async function readMarker(folder: string): Promise<CompleteMarker | undefined> {
  try {
    return completeSchema.parse(JSON.parse(await readFile(join(folder, 'COMPLETE'), 'utf8')));
  } catch {
    return undefined;
  }
}
