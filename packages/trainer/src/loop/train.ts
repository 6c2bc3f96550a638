import { paddingShare } from '@longrange/corpus/internal';
import { qualityOf, type TrainingEvent, type TrainingOutcome } from '../run/events.ts';
import { checkTrainOptions } from './check-options.ts';
import { isSuspect, mayDiverge, refuseNotFinite, refuseUselessEnd } from './divergence.ts';
import { elapsedSeconds } from './learning.ts';
import { refuseGone, saveCheckpoint } from './save-checkpoint.ts';
import { closeSession, openSession, type Session, type TrainOptions } from './session.ts';
import { clockShare, takeStep } from './take-step.ts';
import { validate } from './validate.ts';

type StopReason = 'steps' | 'minutes' | 'early-stop' | 'pause' | 'abort';

/**
 * Trains a model in place until a limit or `stopAtStep` is reached, validation no longer improves, or the signal is aborted; leaves the run on disk as
 * described in ARCHITECTURE.md.
 *
 * On a given engine and thread count, the same options give the same bits, whether in one go or resumed (except with `maxMinutes`).
 *
 * @throws LongrangeError `TRAIN_OPTIONS`, `CONFIG_INVALID`, `RUN_EXISTS`, `RUN_LOCKED`, `RUN_MISMATCH`, `RESUME_MISMATCH`, `CORPUS_TOO_SHORT` (exit code 2), `CHECKPOINT_…`,
 * `WRITE_FAILED`, `RUN_FOLDER_GONE`, `LOSS_NOT_FINITE`, `LOSS_DIVERGED`; earlier complete checkpoints remain
 */
export async function train(options: TrainOptions): Promise<TrainingOutcome> {
  checkTrainOptions(options);
  const session = await openSession(options);
  try {
    emitStart(session);
    const reason = await runUntilStop(session);
    if (reason === 'abort') forgetSuspect(session);
    else if (reason !== 'pause') await judgeEnd(session);
    await saveUnlessSaved(session);
    await refuseGone(session);
    const outcome = outcomeOf(session, reason);
    options.onEvent?.({ type: 'end', outcome });
    return outcome;
  } finally {
    await closeSession(session);
  }
}

async function runUntilStop(session: Session): Promise<StopReason> {
  const { validationEverySteps, checkpointEverySteps } = session.options.config;
  let isSaveDue = false;
  for (;;) {
    const reason = stopReason(session);
    if (reason !== undefined) return reason;
    const event = await takeStep(session);
    if (event !== undefined) record(session, event);
    const { step } = session.progress;
    const improved = isDue(step, validationEverySteps) && (await validateNow(session));
    isSaveDue ||= isDue(step, checkpointEverySteps);
    // Postponed while the loss is above chance, so that the last checkpoint is a sound one.
    if (improved || (isSaveDue && !mayDiverge(session))) {
      await saveCheckpoint(session);
      isSaveDue = false;
    }
    await otherWork();
  }
}

function stopReason(session: Session): StopReason | undefined {
  const { options, progress, totalSteps } = session;
  const { earlyStopPatience } = options.config;
  if (options.signal?.aborted) return 'abort';
  if (totalSteps !== null && progress.step >= totalSteps) return 'steps';
  if (clockShare(session) >= 1) return 'minutes';
  if (earlyStopPatience !== null && progress.validationsWithoutBest >= earlyStopPatience) return 'early-stop';
  if (options.stopAtStep !== undefined && progress.step >= options.stopAtStep) return 'pause';
  return undefined;
}

function isDue(step: number, everySteps: number): boolean {
  return everySteps > 0 && step % everySteps === 0;
}

/** Validates, and returns true for the lowest loss so far. Does nothing without validation text. */
async function validateNow(session: Session): Promise<boolean> {
  const { model, corpusData, config } = session.options;
  const sums = await validate(model, corpusData.validation, {
    ...config,
    maxCharacters: config.validationMaxCharacters,
  });
  if (sums.characters === 0) return false;
  const quality = qualityOf(sums);
  const { progress } = session;
  refuseNotFinite(session, 'the validation loss', quality.lossNats);
  const isLowest = quality.lossNats < (progress.best?.lossNats ?? Number.POSITIVE_INFINITY);
  const best = isLowest && !isSuspect(session, quality.lossNats);
  session.progress = {
    ...progress,
    validation: quality,
    best: best ? { step: progress.step, lossNats: quality.lossNats } : progress.best,
    validationsWithoutBest: best ? 0 : progress.validationsWithoutBest + 1,
  };
  const { step, charactersSeen } = progress;
  record(session, {
    type: 'validation',
    step,
    charactersSeen,
    ...quality,
    characters: sums.characters,
    best,
  });
  return best;
}

async function judgeEnd(session: Session): Promise<void> {
  if (session.progress.validation === null) await validateNow(session);
  refuseUselessEnd(session);
}

/** Discards the validation of a run that may be diverging, so that its checkpoint does not count as the best. */
function forgetSuspect(session: Session): void {
  const { progress } = session;
  if (progress.validation === null || !isSuspect(session, progress.validation.lossNats)) return;
  session.progress = { ...progress, validation: null };
}

/** Saves unless the last checkpoint is of this step and includes its validation. */
async function saveUnlessSaved(session: Session): Promise<void> {
  const { lastCheckpoint, progress } = session;
  const lossNats = progress.validation?.lossNats ?? null;
  if (lastCheckpoint?.step === progress.step && lastCheckpoint.validationLossNats === lossNats) return;
  await saveCheckpoint(session);
}

function record(session: Session, event: Extract<TrainingEvent, { type: 'step' | 'validation' }>): void {
  session.log.append(event);
  session.options.onEvent?.(event);
}

function emitStart({ options, batcher, progress, totalSteps, changedSettings }: Session): void {
  options.onEvent?.({
    type: 'start',
    step: progress.step,
    totalSteps,
    parameterCount: options.model.parameterCount,
    trainCharacters: options.corpusData.train.ids.length,
    validationCharacters: options.corpusData.validation.ids.length,
    paddingShare: paddingShare(batcher, options.config),
    resumedFrom: options.resume ?? options.from ?? null,
    changedSettings,
  });
}

function outcomeOf(session: Session, reason: StopReason): TrainingOutcome {
  const { step, charactersSeen, best } = session.progress;
  const checkpoint = session.lastCheckpoint!;
  const base = { step, charactersSeen, elapsedSeconds: elapsedSeconds(session), checkpoint, best };
  switch (reason) {
    case 'abort':
      return { kind: 'interrupted', ...base, resumeFrom: checkpoint };
    case 'pause':
      return { kind: 'paused', ...base, resumeFrom: checkpoint };
    case 'early-stop':
      return { kind: 'early-stopped', ...base };
    default:
      return { kind: 'completed', ...base, reachedLimit: reason };
  }
}

/** Gives the event loop a turn between two steps, so that the process sees signals. */
function otherWork(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
