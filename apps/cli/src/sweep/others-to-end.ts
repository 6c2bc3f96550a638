import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LongrangeError } from '@longrange/errors';
import { runOwner } from '@longrange/trainer/internal';

/** Between two looks at a run that another process works on. */
const LOOK_AGAIN_MS = 250;

/**
 * A process that outlived whoever started it goes on, and is waited for. @throws LongrangeError `RUN_LOCKED` where it cannot be told whether there is one
 */
export async function othersToEnd(runFolder: string, isStopped: () => boolean): Promise<void> {
  for (;;) {
    const owner = await runOwner(runFolder);
    if (owner === 'none' || isStopped()) return;
    if (owner === 'unknown') {
      throw new LongrangeError({
        code: 'RUN_LOCKED',
        message: `Expected no other process to work on ${runFolder}, got the lock of one of which this process cannot tell whether it is still running.`,
        hint: `if it is not, remove ${join(runFolder, 'run.lock')}.`,
        exitCode: 2,
      });
    }
    await pause(LOOK_AGAIN_MS);
  }
}
