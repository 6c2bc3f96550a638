import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import {
  bestCheckpoint,
  type CheckpointReference,
  findCheckpoint,
  listCheckpoints,
  type RunConfig,
  resolveConfig,
} from '@longrange/trainer';
import type { TrainOptions } from '../options/train-options.ts';
import { exists, freePath } from '../run/free-path.ts';
import { type RunRecord, readRunRecord, runFolderOf } from '../run/run-record.ts';
import { formatTimestamp } from '../terminal/format.ts';

/** What is to be trained, where. */
export interface RunPlan {
  readonly runFolder: string;
  readonly config: RunConfig;
  /** For a run that goes on. */
  readonly resume?: { readonly checkpoint: CheckpointReference; readonly record: RunRecord };
}

/**
 * Puts the configuration together and finds the run's folder.
 *
 * @throws LongrangeError (exit code 2) `CONFIG_…`, `RUN_EXISTS`, `CHECKPOINT_NOT_FOUND`
 */
export function planRun(options: TrainOptions): Promise<RunPlan> {
  return options.resume === undefined ? planNewRun(options) : planResumedRun(options, options.resume);
}

async function planNewRun(options: TrainOptions): Promise<RunPlan> {
  const { preset, set, runs, run, seed, corpus, extensions, charset } = options;
  const file = options.config === undefined ? {} : await readConfigFile(options.config);
  const flags = [
    ...(seed === undefined ? [] : [`training.seed=${seed}`]),
    ...(corpus.length === 0 ? [] : [`corpus.sources=${JSON.stringify(await absolute(corpus))}`]),
    ...(extensions.length === 0 ? [] : [`corpus.extensions=${JSON.stringify(extensions)}`]),
    ...(charset === undefined ? [] : [`corpus.charset=${JSON.stringify(charset)}`]),
  ];
  const config = resolveConfig({ preset, file, set: [...set, ...flags] });
  const runFolder =
    run === undefined
      ? await freePath(join(runs, `${formatTimestamp(new Date())}-${config.preset}`))
      : join(runs, run);
  if (await exists(runFolder)) throw runExists(runFolder, run!);
  return { runFolder, config };
}

async function planResumedRun({ resume, runs, run, set }: TrainOptions, which: string): Promise<RunPlan> {
  const checkpoint =
    run === undefined ? await findCheckpoint(runs, which) : await findInRun(join(runs, run), which);
  const runFolder = runFolderOf(checkpoint.folder);
  const record = await readRunRecord(runFolder);
  const config = resolveConfig({ file: record.config, set });
  if (JSON.stringify(config.corpus) !== JSON.stringify(record.config.corpus)) {
    throw new LongrangeError({
      code: 'RESUME_MISMATCH',
      message: `Expected --set to leave the corpus of a resumed run as it is, got other settings for --resume ${resume}.`,
      hint: 'start a new run for another corpus.',
      exitCode: 2,
    });
  }
  return { runFolder, config, resume: { checkpoint, record } };
}

/** `latest` and `best` of one run. */
async function findInRun(runFolder: string, which: string): Promise<CheckpointReference> {
  const checkpoints = await listCheckpoints(runFolder);
  if (which === 'latest' && checkpoints.length > 0) return checkpoints.at(-1)!;
  if (which === 'best') {
    const best = bestCheckpoint(checkpoints);
    if (best !== undefined) return best;
  }
  return findCheckpoint(runFolder, which === 'latest' || which === 'best' ? runFolder : which);
}

async function readConfigFile(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new LongrangeError({
      code: 'CONFIG_UNREADABLE',
      message: `Expected ${path} to be a configuration in JSON, got: ${(cause as Error).message}.`,
      hint: 'an example: { "preset": "quick", "training": { "maxMinutes": 5 } }',
      cause,
      exitCode: 2,
    });
  }
}

/** A run may be resumed from another folder, so files and folders are kept by their whole path; globs stay as they are. */
function absolute(sources: readonly string[]): Promise<string[]> {
  return Promise.all(
    sources.map(async (source) => (source !== 'stdlib' && (await exists(source)) ? resolve(source) : source)),
  );
}

function runExists(runFolder: string, run: string): LongrangeError {
  return new LongrangeError({
    code: 'RUN_EXISTS',
    message: `Expected the name of a new run, got \`${run}\`: ${runFolder} is there already.`,
    hint: `go on with it by --resume latest --run ${run}, or choose another name.`,
    exitCode: 2,
  });
}
