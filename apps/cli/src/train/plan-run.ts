import { basename, join, resolve } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { type CheckpointReference, findCheckpoint, type RunConfig } from '@longrange/trainer';
import {
  bestCheckpoint,
  claimFolder,
  exists,
  listCheckpoints,
  RunLock,
  refuseTakenFolder,
  resolveSettings,
  withNativeBudget,
} from '@longrange/trainer/internal';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { resolveCorpus, settingsOf } from '../corpus/load-data.ts';
import { readJson } from '../files/json.ts';
import { tryFolder } from '../files/try-folder.ts';
import type { TrainOptions } from '../options/train-options.ts';
import { type RunRecord, readOutcome, readRunRecord, runFolderOf } from '../run/run-record.ts';
import { formatCount, formatTimestamp } from '../terminal/format.ts';
import { invocation } from '../terminal/invocation.ts';
import type { Reporter } from '../terminal/reporter.ts';

/** Plan of a run, with the lock on its folder. */
export interface RunPlan {
  readonly runFolder: string;
  /** Lock that the caller releases in the end. */
  readonly lock: RunLock;
  readonly config: RunConfig;
  /** The same for the native engine: a preset may have more characters for it. */
  readonly nativeConfig: RunConfig;
  /** Checkpoint that the run starts from, and the record of the run that it is of: this run if it is resumed, else another. */
  readonly start?: {
    readonly checkpoint: CheckpointReference;
    readonly record: RunRecord;
    readonly isSameRun: boolean;
  };
}

/**
 * Assembles the configuration, finds the run's folder and takes its lock.
 *
 * @throws LongrangeError (exit code 2) `CONFIG_…`, `RUN_EXISTS`, `RUN_LOCKED`, `CHECKPOINT_NOT_FOUND`
 */
export function planRun(options: TrainOptions, reporter: Reporter): Promise<RunPlan> {
  if (options.resume !== undefined) return planResumedRun(options, options.resume);
  return options.from === undefined ? planNewRun(options, reporter) : planBranch(options, options.from);
}

async function planNewRun(options: TrainOptions, reporter: Reporter): Promise<RunPlan> {
  const { preset, set, runs, run, seed, corpus, language } = options;
  const file = options.config === undefined ? {} : await readConfigFile(options.config);
  // A file names its own sources.
  const isInFile = options.config !== undefined && corpus.length === 0;
  const flags = { language, set, seed, corpus: isInFile ? undefined : await absolute(corpus) };
  const sources = { preset, file, set: settingsOf(flags) };
  const resolved = resolveNew(sources);
  await tryFolder(runs);
  const config = { ...resolved, corpus: await resolveCorpus(resolved.corpus, reporter) };
  const nativeConfig = withNativeBudget(config, sources);
  return { ...(await newFolder(runs, run, config)), config, nativeConfig };
}

/** Finds the folder of a new run, and takes its lock. */
async function newFolder(runs: string, run: string | undefined, { preset }: RunConfig) {
  const runFolder =
    run === undefined
      ? await claimFolder(join(runs, `${formatTimestamp(new Date())}-${preset}`))
      : join(runs, run);
  // `train` does so too, but only after the corpus has been read.
  await refuseTakenFolder(runFolder);
  return { runFolder, lock: await RunLock.acquire(runFolder) };
}

async function planBranch(options: TrainOptions, which: string): Promise<RunPlan> {
  const { runs, run, set } = options;
  const checkpoint = await findCheckpoint(runs, which);
  const record = await readRunRecord(runFolderOf(checkpoint.folder));
  const decay = ['schedule=cosine', `decayFromStep=${checkpoint.step}`];
  const config = continuedConfig(record, [...decay, ...set], `--from ${which}`);
  refusePassedEnd(checkpoint.run, checkpoint, options.until);
  const start = { checkpoint, record, isSameRun: false };
  return { ...(await newFolder(runs, run, config)), config, nativeConfig: config, start };
}

/** Resolves the configuration of a new run; for a problem with the network's settings, the hint names the command that shows them. */
function resolveNew(sources: Parameters<typeof resolveSettings>[0]): RunConfig {
  try {
    return resolveSettings(sources);
  } catch (cause) {
    if (!(cause instanceof LongrangeError) || !cause.message.includes('`model.')) throw cause;
    const { code, message } = cause;
    throw wrongUsage({
      code,
      message,
      cause,
      hint: `${invocation(['networks', 'NAME'])} shows the settings of a network.`,
    });
  }
}

async function planResumedRun(options: TrainOptions, which: string): Promise<RunPlan> {
  const find = (): Promise<CheckpointReference> => findResumed(options, which);
  const runFolder = runFolderOf((await find()).folder);
  const lock = await RunLock.acquire(runFolder);
  try {
    // The previous owner may have continued it until now.
    const checkpoint = isRelative(which) ? await findInRun(runFolder, which) : await find();
    const record = await readRunRecord(runFolder);
    const config = continuedConfig(record, options.set, `--resume ${which}`);
    refusePassedEnd(basename(runFolder), checkpoint, options.until);
    const start = { checkpoint, record, isSameRun: true };
    return { runFolder, lock, config, nativeConfig: config, start };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function continuedConfig(record: RunRecord, set: readonly string[], how: string): RunConfig {
  const config = resolveSettings({ file: record.config, set });
  if (JSON.stringify(config.corpus) === JSON.stringify(record.config.corpus)) return config;
  throw wrongUsage({
    code: 'RESUME_MISMATCH',
    message: `Expected --set to leave the corpus of the run unchanged, got different settings for ${how}.`,
    hint: 'start a new run to train on another corpus.',
  });
}

function findResumed({ runs, run }: TrainOptions, which: string): Promise<CheckpointReference> {
  return run === undefined ? findCheckpoint(runs, which) : findInRun(join(runs, run), which);
}

/** Returns a sentence if the run to resume is finished; undefined if not, or if other settings may let it continue. */
export async function describeFinished(options: TrainOptions): Promise<string | undefined> {
  const { resume, set } = options;
  if (resume === undefined || set.length > 0) return undefined;
  const { folder, step } = await findResumed(options, resume);
  const runFolder = runFolderOf(folder);
  const outcome = await readOutcome(runFolder);
  if (outcome === undefined || step < outcome.step) return undefined;
  // Removes the lock of a process that was killed as it ended.
  await (await RunLock.acquire(runFolder)).release();
  return `${basename(runFolder)} is finished (${formatCount(outcome.step)} steps, ${formatCount(outcome.charactersSeen)} characters). To train longer, start a new run, or raise the limit that ended this one: --set epochs=N, maxCharacters=N or maxMinutes=N.`;
}

function refusePassedEnd(run: string, { step }: CheckpointReference, until: number | undefined): void {
  if (until === undefined || until > step) return;
  throw wrongUsage({
    code: 'RUN_PASSED',
    message: `Expected \`--until\` to be after step ${formatCount(step)}, where ${run} continues, got ${formatCount(until)}.`,
  });
}

/** Returns true for a word that selects among the checkpoints of a run. */
function isRelative(which: string): boolean {
  return which === 'latest' || which === 'best';
}

/** Finds `latest` or `best` in one run, or another checkpoint. */
async function findInRun(runFolder: string, which: string): Promise<CheckpointReference> {
  const checkpoints = await listCheckpoints(runFolder);
  if (which === 'latest' && checkpoints.length > 0) return checkpoints.at(-1)!;
  if (which === 'best') {
    const best = bestCheckpoint(checkpoints);
    if (best !== undefined) return best;
  }
  return findCheckpoint(runFolder, isRelative(which) ? runFolder : which);
}

function readConfigFile(path: string): Promise<unknown> {
  const hint = 'an example: { "preset": "quick", "training": { "maxMinutes": 5 } }';
  return readJson(path, 'to be a configuration in JSON', (problem, cause) =>
    wrongUsage({ code: 'CONFIG_UNREADABLE', hint, ...problem, cause }),
  );
}

/** Makes the paths of existing files and folders absolute, since a run may be resumed from another folder; globs are unchanged. */
function absolute(sources: readonly string[]): Promise<string[]> {
  return Promise.all(
    sources.map(async (source) => (source !== 'stdlib' && (await exists(source)) ? resolve(source) : source)),
  );
}
