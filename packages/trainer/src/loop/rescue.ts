import { LongrangeError } from '@longrange/errors';
import { claimFolder } from '../disk/claim-folder.ts';
import { writeFileAtomically } from '../disk/write-atomically.ts';
import { metricsPath } from '../run/metrics-log.ts';
import { hasRunDescription, writeRunDescription } from '../run/run-folder.ts';
import { RunLock } from '../run/run-lock.ts';
import type { Session } from './session.ts';

/** False where the run's folder was removed, moved or taken over, or what is in it is not this session's. */
export async function isIntact({ lock, log, options }: Session): Promise<boolean> {
  return log.isInPlace() && (await lock.isHeld()) && (await hasRunDescription(options.runFolder));
}

/**
 * Writes a run whose folder is gone once more, complete, under its name where that is free, else beside it, so that nothing is lost.
 *
 * @param writeCheckpoint writes the session into a run's folder
 * @returns the error that ends the run
 */
export async function rescue(
  { options, progress, description, log }: Session,
  writeCheckpoint: (runFolder: string) => Promise<string>,
): Promise<LongrangeError> {
  const gone = `Expected the run's folder ${options.runFolder} to be as this run left it, but it was removed, moved or written by another process.`;
  try {
    const folder = await claimFolder(options.runFolder);
    const lock = await RunLock.acquire(folder);
    try {
      await writeRunDescription(folder, description);
      await writeFileAtomically(metricsPath(folder), log.read());
      await writeCheckpoint(folder);
    } finally {
      await lock.release();
    }
    return new LongrangeError({
      code: 'RUN_FOLDER_GONE',
      message: `${gone} Step ${progress.step} was saved again, complete, in ${folder}.`,
      hint: 'resume from there, and leave the folder alone until the run ends.',
    });
  } catch (cause) {
    return new LongrangeError({
      code: 'RUN_FOLDER_GONE',
      message: `${gone} Step ${progress.step} could not be saved again: ${(cause as Error).message}`,
      hint: 'leave the folder alone until the run ends.',
      cause,
    });
  }
}
