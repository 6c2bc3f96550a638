import { type Batcher, type EncodedSplit, StreamBatcher, WindowBatcher } from '@longrange/corpus';
import { LongrangeError } from '@longrange/errors';
import type { CharacterModel } from '@longrange/model';
import type { CheckpointReference } from '../checkpoint/list-checkpoints.ts';
import type { Progress } from '../checkpoint/state-schema.ts';
import { seesBeginning, UNSEEN_BEGINNING } from '../config/run-config.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { sha256 } from '../disk/sha256.ts';
import type { TrainingEvent } from '../run/events.ts';
import { type MetricsLine, MetricsLog } from '../run/metrics-log.ts';
import {
  describeRun,
  type Provenance,
  prepareRunFolder,
  type RunDescription,
  writeRunDescription,
} from '../run/run-folder.ts';
import { RunLock } from '../run/run-lock.ts';
import { Adam } from './adam.ts';
import { type BatchSlice, CarriedState, sliceBatch } from './carried-state.ts';
import { initialLossScale } from './loss-scale.ts';
import { resumeFrom } from './resume.ts';
import { totalSteps } from './schedule.ts';
import { Throughput } from './throughput.ts';

/** What `train` trains, on what, how, and where it leaves the run. */
export interface TrainOptions {
  /** Trained in place. On resume its parameters are replaced by the checkpoint's. */
  readonly model: CharacterModel;
  readonly corpusData: { readonly train: EncodedSplit; readonly validation: EncodedSplit };
  readonly config: TrainingConfig;
  /** `runs/<name>` */
  readonly runFolder: string;
  /** The run's lock, where the caller has it and keeps it; else it is taken for the time of the training. */
  readonly lock?: RunLock | undefined;
  /** A checkpoint of this run to go on from. */
  readonly resume?: CheckpointReference | undefined;
  /**
   * Saves after this step and stops. The schedule is that of the whole run, so a run that is resumed afterwards ends with the bits of one that never stopped.
   */
  readonly stopAtStep?: number | undefined;
  /** Aborted: the step is finished, a checkpoint saved. */
  readonly signal?: AbortSignal | undefined;
  /** Told what happens, as it happens. */
  readonly onEvent?: ((event: TrainingEvent) => void) | undefined;
  /** Whether gradients may overflow float16, so that the loss is scaled (`mixed_float16`). */
  readonly scalesLoss?: boolean | undefined;
  /** Written into the run's `config.json`. */
  readonly provenance?: Provenance | undefined;
}

/** What is there while a run is being trained. */
export interface Session {
  readonly options: TrainOptions;
  readonly batcher: Batcher;
  readonly slices: readonly BatchSlice[];
  readonly adam: Adam;
  readonly carried: CarriedState;
  readonly log: MetricsLog;
  readonly lock: RunLock;
  /** What `config.json` says. */
  readonly description: RunDescription;
  readonly totalSteps: number | null;
  readonly trainingDataSha256: string;
  readonly changedSettings: readonly string[];
  readonly throughput: Throughput;
  /** Where this session began, for the pace and for what a resume has given up. */
  readonly start: Pick<Progress, 'step' | 'elapsedSeconds' | 'lossExcess'> & { readonly clockMs: number };
  /** Steps of the checkpoints this session wrote. */
  readonly savedSteps: Set<number>;
  progress: Progress;
  lastCheckpoint: CheckpointReference | null;
}

/**
 * Takes the run's lock, prepares its folder and, on resume, restores everything.
 *
 * @throws LongrangeError for a run folder, text or checkpoint that will not do
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
  const resumption =
    resume === null ? undefined : await resumeFrom(resume, { model, config, batcher, trainingDataSha256 });
  const recorded = resumption?.state.progress ?? initialProgress(batcher);
  const lossScale = options.scalesLoss === true ? (recorded.lossScale ?? initialLossScale) : null;
  const progress = { ...recorded, lossScale };
  const changedSettings = resumption?.changedSettings ?? [];
  const description = await describe(options, trainingDataSha256, progress.step, changedSettings);
  await writeRunDescription(runFolder, description);
  const slices = sliceBatch(config.batchSize, config.microBatchSize);
  // Opened before any tensor is made: what fails here has nothing to free.
  const log = await MetricsLog.open(runFolder, (line) => resume !== null && isBefore(line, progress));
  const session: Session = {
    options,
    batcher,
    slices,
    log,
    lock,
    description,
    ...makeTensors(model, config, slices, log),
    totalSteps: totalSteps(config, batcher),
    trainingDataSha256,
    changedSettings,
    throughput: new Throughput(),
    start: { ...progress, clockMs: performance.now() },
    savedSteps: new Set(),
    progress,
    lastCheckpoint: resume,
  };
  if (resumption === undefined) return session;
  try {
    session.adam.restore(resumption.tensors);
    session.carried.restore(resumption.tensors);
    return session;
  } catch (error) {
    freeSession(session);
    throw error;
  }
}

/** Adam's moments and the carried states; where there is no memory for them, the log is closed. */
function makeTensors(
  model: CharacterModel,
  config: TrainingConfig,
  slices: readonly BatchSlice[],
  log: MetricsLog,
): Pick<Session, 'adam' | 'carried'> {
  try {
    return {
      adam: new Adam(model, config),
      carried: new CarriedState(model, slices),
    };
  } catch (error) {
    log.close();
    throw error;
  }
}

/** Frees what `openSession` made and took; the model stays, and a lock that the caller has. */
export async function closeSession(session: Session): Promise<void> {
  freeSession(session);
  if (session.options.lock === undefined) await session.lock.release();
}

function freeSession({ adam, carried, log }: Session): void {
  adam.dispose();
  carried.dispose();
  log.close();
}

/** Seconds of work on the run, earlier sessions included. */
export function elapsedSeconds({ start }: Session): number {
  return start.elapsedSeconds + (performance.now() - start.clockMs) / 1000;
}

function makeBatcher(
  { ids, documents }: EncodedSplit,
  { model, config }: Pick<TrainOptions, 'config' | 'model'>,
): Batcher {
  const { batches, batchSize, sequenceLength, seed, resetAtDocuments, initialState } = config;
  if (!seesBeginning(model.config, config))
    throw new LongrangeError({ code: 'CONFIG_INVALID', message: UNSEEN_BEGINNING, exitCode: 2 });
  const text = { ids, documents, batchSize, sequenceLength, seed };
  if (batches === 'windows') return new WindowBatcher(text);
  return new StreamBatcher({
    ...text,
    beginOfDocument: model.beginOfDocument,
    resetAtDocuments,
    resetAlways: initialState === 'zero',
  });
}

/** Of the ids and of where documents end. */
function hashOfText({ ids, documents }: EncodedSplit): string {
  const ofIds = sha256(new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength));
  return sha256(`${ofIds} ${documents.map(({ start, end }) => `${start}-${end}`).join(' ')}`);
}

function initialProgress(batcher: Batcher): Progress {
  return {
    step: 0,
    charactersSeen: 0,
    epoch: 0,
    elapsedSeconds: 0,
    batcherPosition: batcher.position(),
    best: null,
    validation: null,
    validationsWithoutBest: 0,
    lossExcess: 0,
    lossScale: null,
    sinceLog: { lossNats: 0, correct: 0, characters: 0 },
  };
}

function describe(
  { model, config, runFolder, resume, provenance = {} }: TrainOptions,
  trainingDataSha256: string,
  fromStep: number,
  changedSettings: readonly string[],
): Promise<RunDescription> {
  const description = {
    parameterCount: model.parameterCount,
    config: { model: model.config, training: config },
    seed: config.seed,
    trainingDataSha256,
  };
  const startedAt = new Date().toISOString();
  const session = { startedAt, fromStep, changedSettings, provenance };
  return describeRun(runFolder, description, session, resume !== undefined);
}

/** A checkpoint without validation was written before its step was validated, if it was. */
function isBefore(line: MetricsLine, { step, validation }: Progress): boolean {
  return line.step < step || (line.step === step && (line.type === 'step' || validation !== null));
}
