import { basename } from 'node:path';
import { retainCheckpoints } from '../checkpoint/retain-checkpoints.ts';
import type { StateFile } from '../checkpoint/state-schema.ts';
import { writeCheckpoint } from '../checkpoint/write-checkpoint.ts';
import { refuseUnsound, refuseUnsoundTensors } from './divergence.ts';
import { isIntact, rescue } from './rescue.ts';
import { elapsedSeconds, type Session } from './session.ts';

/**
 * Saves everything resume needs as the latest checkpoint, then removes those that need not be kept.
 *
 * @throws LongrangeError `WRITE_FAILED`, `RUN_FOLDER_GONE`, `LOSS_DIVERGED` for what is not finite; the checkpoints before stay as they are
 */
export async function saveCheckpoint(session: Session): Promise<void> {
  session.progress = { ...session.progress, elapsedSeconds: elapsedSeconds(session) };
  await refuseGone(session);
  await refuseUnsound(session);
  try {
    await saveInPlace(session);
  } catch (error) {
    // What was removed in this very moment.
    await refuseGone(session);
    throw error;
  }
}

/**
 * Ends a run whose folder is not there any more, or is another's by now.
 *
 * @throws LongrangeError `RUN_FOLDER_GONE`
 */
export async function refuseGone(session: Session): Promise<void> {
  if (!(await isIntact(session))) throw await rescue(session, (folder) => writeSession(session, folder));
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
