import type { Batcher, EncodedSplit } from '@longrange/corpus';
import type { CharacterModel } from '@longrange/model';
import type { CheckpointReference } from '../checkpoint/list-checkpoints.ts';
import type { CheckpointState } from '../checkpoint/read-checkpoint.ts';
import type { Progress } from '../checkpoint/state-schema.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { sha256 } from '../disk/sha256.ts';
import type { TrainingEvent } from '../run/events.ts';
import { type MetricsLine, MetricsLog } from '../run/metrics-log.ts';
import {
  type Provenance,
  prepareRunFolder,
  RUN_FORMAT_VERSION,
  type RunDescription,
  sessionsOf,
  writeRunDescription,
} from '../run/run-folder.ts';
import { RunLock } from '../run/run-lock.ts';
import { beginLearning, endLearning, initialProgress, type Learning, makeBatcher } from './learning.ts';
import { resumeFrom } from './resume.ts';

/** Options of `train`. */
export interface TrainOptions {
  /** Model, which is trained in place. On resume, its parameters are replaced by the checkpoint's. */
  readonly model: CharacterModel;
  readonly corpusData: { readonly train: EncodedSplit; readonly validation: EncodedSplit };
  readonly config: TrainingConfig;
  /** Folder of the run: `runs/<name>`. */
  readonly runFolder: string;
  /** Lock of the run, if the caller holds it; otherwise it is taken for the duration of the training. */
  readonly lock?: RunLock | undefined;
  /** Checkpoint of this run to resume from. */
  readonly resume?: CheckpointReference | undefined;
  /** Checkpoint of another run whose weights, moments and position in the same text this new run starts with. */
  readonly from?: CheckpointReference | undefined;
  /**
   * Step after which to save and stop. The schedule is the whole run's, so a resumed run ends with the same bits as one that never stopped.
   */
  readonly stopAtStep?: number | undefined;
  /** Aborting finishes the step and saves a checkpoint. */
  readonly signal?: AbortSignal | undefined;
  /** Receives events as they happen. */
  readonly onEvent?: ((event: TrainingEvent) => void) | undefined;
  /** True if gradients may overflow float16, so that the loss is scaled (`mixed_float16`). */
  readonly scalesLoss?: boolean | undefined;
  /** Information for the run's `config.json`. */
  readonly provenance?: Provenance | undefined;
}

/** Everything that exists while a run is being trained: the learning state, and what saves it. */
export interface Session extends Learning {
  readonly options: TrainOptions;
  readonly log: MetricsLog;
  readonly lock: RunLock;
  /** Contents of `config.json`. */
  readonly description: RunDescription;
  readonly trainingDataSha256: string;
  readonly changedSettings: readonly string[];
  /** Steps of the checkpoints that this session wrote. */
  readonly savedSteps: Set<number>;
  lastCheckpoint: CheckpointReference | null;
}

/**
 * Takes the run's lock, prepares its folder and, on resume, restores everything.
 *
 * @throws LongrangeError for an unsuitable run folder, text or checkpoint
 */
export async function openSession(options: TrainOptions): Promise<Session> {
  const batcher = makeBatcher(options.corpusData.train, options);
  const lock = options.lock ?? (await RunLock.acquire(options.runFolder));
  try {
    return await openLocked(options, batcher, lock);
  } catch (error) {
    if (options.lock === undefined) await lock.release();
    throw error;
  }
}

async function openLocked(given: TrainOptions, batcher: Batcher, lock: RunLock): Promise<Session> {
  const { model, config, runFolder, corpusData } = given;
  const trainingDataSha256 = hashOfText(corpusData.train);
  const resume = await prepareRunFolder(runFolder, given.resume ?? null);
  const options: TrainOptions = { ...given, resume: resume ?? undefined };
  const start = resume ?? given.from;
  const resumption = start && (await resumeFrom(start, { model, config, batcher, trainingDataSha256 }));
  const progress = progressOf(resumption, resume !== null) ?? initialProgress(batcher);
  const changedSettings = resumption?.changedSettings ?? [];
  const description = await describe(options, trainingDataSha256, progress.step, changedSettings);
  await writeRunDescription(runFolder, description);
  // Opened before any tensor is made: a failure here has nothing to dispose of.
  const log = await MetricsLog.open(runFolder, (line) => resume !== null && isBefore(line, progress));
  const { scalesLoss } = options;
  const session: Session = {
    ...beginLearning({ model, config, batcher, progress, scalesLoss }),
    options,
    log,
    lock,
    description,
    trainingDataSha256,
    changedSettings,
    savedSteps: new Set(),
    lastCheckpoint: resume,
  };
  if (resumption !== undefined) {
    session.adam.restore(resumption.tensors);
    session.carried.restore(resumption.tensors);
  }
  return session;
}

/** Releases what `openSession` made and took, but not the model, nor the caller's lock. */
export async function closeSession(session: Session): Promise<void> {
  endLearning(session);
  session.log.close();
  if (session.options.lock === undefined) await session.lock.release();
}

/** SHA-256 of the ids and the document boundaries. */
function hashOfText({ ids, documents }: EncodedSplit): string {
  const ofIds = sha256(new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength));
  return sha256(`${ofIds} ${documents.map(({ start, end }) => `${start}-${end}`).join(' ')}`);
}

/** Progress at a checkpoint; a run that starts from one of another run has no best of its own yet. */
function progressOf(checkpoint: CheckpointState | undefined, isSameRun: boolean): Progress | undefined {
  const progress = checkpoint?.state.progress;
  if (progress === undefined || isSameRun) return progress;
  return { ...progress, best: null, validation: null, validationsWithoutBest: 0 };
}

/** New contents of `config.json`, with one more session than before if the run is resumed. */
async function describe(
  { model, config, runFolder, resume, provenance = {} }: TrainOptions,
  trainingDataSha256: string,
  fromStep: number,
  changedSettings: readonly string[],
): Promise<RunDescription> {
  const earlier = resume === undefined ? [] : await sessionsOf(runFolder);
  const startedAt = new Date().toISOString();
  return {
    formatVersion: RUN_FORMAT_VERSION,
    parameterCount: model.parameterCount,
    config: { model: model.config, training: config },
    seed: config.seed,
    trainingDataSha256,
    sessions: [...earlier, { startedAt, fromStep, changedSettings, provenance }],
  };
}

/** Returns true for a line from before a checkpoint. A checkpoint without validation was written before its step was validated, if at all. */
function isBefore(line: MetricsLine, { step, validation }: Progress): boolean {
  return line.step < step || (line.step === step && (line.type === 'step' || validation !== null));
}
