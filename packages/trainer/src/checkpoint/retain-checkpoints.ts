import { previousOf, removeFolderAtomically } from '../disk/write-atomically.ts';
import { checkpointFolder } from './checkpoint-folder.ts';
import { listCheckpoints } from './list-checkpoints.ts';

export interface RetentionRule {
  /** How many of the newest stay. */
  readonly keep: number;
  /** Step of the best validation, which stays besides. */
  readonly bestStep: number | null;
  /** False for steps of a line of training that was given up by resuming from before them. */
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
    // First what would be taken for it once it is gone.
    await removeFolderAtomically(previousOf(folder));
    await removeFolderAtomically(folder);
  }
}
