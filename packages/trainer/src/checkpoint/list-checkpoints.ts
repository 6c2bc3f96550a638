import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { exists, previousOf, removeFolderAtomically } from '../disk/write-atomically.ts';
import { type CompleteMarker, completeSchema } from './state-schema.ts';

/** Complete checkpoint on disk. */
export interface CheckpointReference {
  /** Folder of the checkpoint. */
  readonly folder: string;
  /** Name of the run. */
  readonly run: string;
  /** Number of updates of the run up to it. */
  readonly step: number;
  /** Validation loss at this step, null if it was not measured. */
  readonly validationLossNats: number | null;
}

/** Checkpoint with the time in its COMPLETE. */
export interface CompleteCheckpoint extends CheckpointReference {
  readonly completedAt: string;
}

/** Limit that is only exceeded if a run writes and removes a checkpoint every time its folder is read. */
const MOST_LISTINGS = 20;

/**
 * Lists the complete checkpoints of a run by ascending step; those without a valid COMPLETE do not count. If one is gone before it is
 * opened, training wrote another before removing it, so the folder is read again.
 */
export async function listCheckpoints(runFolder: string): Promise<CompleteCheckpoint[]> {
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

/** Steps of the checkpoints in a run's folder, complete or not, in ascending order. */
export async function stepsIn(runFolder: string): Promise<number[]> {
  const names = await readdir(join(runFolder, 'checkpoints')).catch(() => []);
  const steps = new Set(names.map(stepOfFolder).filter((step) => step !== undefined));
  return [...steps].sort((a, b) => a - b);
}

/**
 * Opens the checkpoint in a folder; undefined without a valid COMPLETE. While a new one replaces it, the old one is kept beside it, which
 * is the second place to look; the third look finds the new one if the old one was gone by then.
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

const pattern = /^step-(\d{6}|[1-9]\d{6,})(?:\.previous)?$/;

/** `<run>/checkpoints/step-000500` */
export function checkpointFolder(runFolder: string, step: number): string {
  return join(runFolder, 'checkpoints', `step-${String(step).padStart(6, '0')}`);
}

/** Step in the name of a checkpoint's folder, also while another replaces it; undefined for other folders. */
export function stepOfFolder(folder: string): number | undefined {
  const digits = pattern.exec(basename(resolve(folder)))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

interface RetentionRule {
  /** Number of newest checkpoints to keep. */
  readonly keep: number;
  /** Step of the best validation, which is kept as well. */
  readonly bestStep: number | null;
  /** Returns false for steps that were abandoned by resuming from an earlier one. */
  readonly belongsToRun: (step: number) => boolean;
}

/** Removes the checkpoints of a run that the rule does not keep. To be called once the newest is complete. */
export async function retainCheckpoints(runFolder: string, rule: RetentionRule): Promise<void> {
  const checkpoints = await listCheckpoints(runFolder);
  const own = checkpoints.filter(({ step }) => rule.belongsToRun(step));
  const kept = new Set(own.slice(-rule.keep).map(({ step }) => step));
  if (rule.bestStep !== null) kept.add(rule.bestStep);
  for (const { step } of checkpoints) {
    if (kept.has(step) && rule.belongsToRun(step)) continue;
    const folder = checkpointFolder(runFolder, step);
    // The old version first, which would otherwise be mistaken for the checkpoint.
    await removeFolderAtomically(previousOf(folder));
    await removeFolderAtomically(folder);
  }
}
