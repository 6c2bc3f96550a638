import { basename } from 'node:path';
import { retainCheckpoints } from '../checkpoint/retain-checkpoints.ts';
import type { StateFile } from '../checkpoint/state-schema.ts';
import { writeCheckpoint } from '../checkpoint/write-checkpoint.ts';
import { elapsedSeconds, type Session } from './session.ts';

/**
 * Saves everything resume needs as the latest checkpoint, then removes those that need not be kept.
 *
 * @throws LongrangeError `WRITE_FAILED`; the checkpoints before stay as they are
 */
export async function saveCheckpoint(session: Session): Promise<void> {
  const { options, adam, carried, start, trainingDataSha256, log } = session;
  const { model, config, runFolder } = options;
  log.flush();
  session.progress = { ...session.progress, elapsedSeconds: elapsedSeconds(session) };
  const { progress } = session;
  const folder = await writeCheckpoint(runFolder, {
    model,
    progress,
    config: JSON.parse(JSON.stringify({ model: model.config, training: config })) as StateFile['config'],
    seed: config.seed,
    trainingDataSha256,
    tensors: new Map([...(await adam.read()), ...(await carried.read())]),
  });
  const { step, validation, best } = progress;
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
