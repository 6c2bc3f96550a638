import { basename } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { retainCheckpoints } from '../checkpoint/list-checkpoints.ts';
import type { StateFile } from '../checkpoint/state-schema.ts';
import { writeCheckpoint } from '../checkpoint/write-checkpoint.ts';
import { claimFolder, writeFileAtomically } from '../disk/write-atomically.ts';
import { metricsPath } from '../run/metrics-log.ts';
import { hasRunDescription, writeRunDescription } from '../run/run-folder.ts';
import { RunLock } from '../run/run-lock.ts';
import { refuseUnsound, refuseUnsoundTensors } from './divergence.ts';
import { elapsedSeconds } from './learning.ts';
import type { Session } from './session.ts';

/**
 * Saves everything that resuming needs as the latest checkpoint, then removes checkpoints that need not be kept.
 *
 * @throws LongrangeError `WRITE_FAILED`, `RUN_FOLDER_GONE`, `LOSS_DIVERGED` for values that are not finite; earlier checkpoints are untouched
 */
export async function saveCheckpoint(session: Session): Promise<void> {
  session.progress = { ...session.progress, elapsedSeconds: elapsedSeconds(session) };
  await refuseGone(session);
  await refuseUnsound(session, session.options.corpusData.train.ids);
  try {
    await saveInPlace(session);
  } catch (error) {
    // The folder may have been removed at this very moment.
    await refuseGone(session);
    throw error;
  }
}

/**
 * Ends a run whose folder is gone, or belongs to another run by now.
 *
 * @throws LongrangeError `RUN_FOLDER_GONE`
 */
export async function refuseGone(session: Session): Promise<void> {
  if (!(await isIntact(session))) throw await rescue(session);
}

async function saveInPlace(session: Session): Promise<void> {
  const { options, log, start } = session;
  const { config, runFolder } = options;
  log.flush();
  const folder = await writeSession(session, runFolder);
  const { step, validation, best } = session.progress;
  session.lastCheckpoint = {
    folder,
    run: basename(runFolder),
    step,
    validationLossNats: validation?.lossNats ?? null,
  };
  session.savedSteps.add(step);
  await retainCheckpoints(runFolder, {
    keep: config.keepCheckpoints,
    bestStep: best?.step ?? null,
    belongsToRun: (candidate) => candidate <= start.step || session.savedSteps.has(candidate),
  });
  options.onEvent?.({
    type: 'checkpoint',
    folder,
    step,
    kinds: best?.step === step ? ['latest', 'best'] : ['latest'],
  });
}

/** @returns the checkpoint's folder */
async function writeSession(session: Session, runFolder: string): Promise<string> {
  const { options, adam, carried, progress, trainingDataSha256 } = session;
  const { model, config } = options;
  const tensors = new Map([...(await adam.read()), ...(await carried.read())]);
  refuseUnsoundTensors(session, tensors);
  return writeCheckpoint(runFolder, {
    model,
    progress,
    config: JSON.parse(JSON.stringify({ model: model.config, training: config })) as StateFile['config'],
    seed: config.seed,
    trainingDataSha256,
    tensors,
  });
}

/** Returns false if the run's folder was removed, moved or taken over, or its contents are not this session's. */
async function isIntact({ lock, log, options }: Session): Promise<boolean> {
  return log.isInPlace() && (await lock.isHeld()) && (await hasRunDescription(options.runFolder));
}

/**
 * Rewrites a run whose folder is gone, in full, under its name if that is free, else beside it, so that nothing is lost.
 *
 * @returns the error that ends the run
 */
async function rescue(session: Session): Promise<LongrangeError> {
  const { options, progress, description, log } = session;
  const gone = `Expected the run's folder ${options.runFolder} unchanged, but it was removed, moved or written by another process.`;
  try {
    const folder = await claimFolder(options.runFolder);
    const lock = await RunLock.acquire(folder);
    try {
      await writeRunDescription(folder, description);
      await writeFileAtomically(metricsPath(folder), log.read());
      await writeSession(session, folder);
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
