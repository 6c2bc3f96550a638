import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import {
  type CheckpointReference,
  checkpointFolder,
  listCheckpoints,
  stepOfFolder,
  stepsIn,
} from '../checkpoint/list-checkpoints.ts';
import {
  diskError,
  exists,
  isTemporary,
  makeFolder,
  previousOf,
  removeLeftovers,
  settlePrevious,
  writeFileAtomically,
} from '../disk/write-atomically.ts';
import { LOCK_FILE } from './lock-file.ts';

/** Version of a run's `config.json`. */
export const RUN_FORMAT_VERSION = 2;

/** Origin of a run as known to the caller: versions, corpus and its hash, engine and the reason for it, preset, deviations. */
export type Provenance = Readonly<Record<string, unknown>>;

/** Record of one call of `train` on a run. */
interface RunSession {
  /** Time as ISO 8601. */
  readonly startedAt: string;
  /** 0, or the step of the checkpoint from which it resumed. */
  readonly fromStep: number;
  /** Settings that differ from those of the checkpoint. */
  readonly changedSettings: readonly string[];
  /** Versions, corpus and engine, as given by the caller. */
  readonly provenance: Provenance;
}

/** Contents of a run's `config.json`. */
export interface RunDescription {
  readonly formatVersion: typeof RUN_FORMAT_VERSION;
  /** Number of parameters of the model. */
  readonly parameterCount: number;
  /** Complete configuration. */
  readonly config: { readonly model: object; readonly training: object };
  /** Seed of all random choices. */
  readonly seed: number;
  /** Hexadecimal SHA-256 of the training text. */
  readonly trainingDataSha256: string;
  /** First session, then one for each resumption. */
  readonly sessions: readonly RunSession[];
}

/**
 * Prepares the folder of a run whose lock is held: refuses a folder that a new run must not use, checks that a resumed checkpoint belongs to this
 * run, and removes what a killed process left half-written.
 *
 * @returns the checkpoint to resume, which may have been moved back to its own name
 * @throws LongrangeError `RUN_EXISTS`, `RUN_MISMATCH` (exit code 2), `WRITE_FAILED`
 */
export async function prepareRunFolder(
  runFolder: string,
  resume: CheckpointReference | null,
): Promise<CheckpointReference | null> {
  if (resume === null) await refuseTakenFolder(runFolder);
  else refuseOtherRun(runFolder, resume);
  const checkpoints = join(runFolder, 'checkpoints');
  try {
    await makeFolder(checkpoints);
    await removeLeftovers(runFolder);
    await removeLeftovers(checkpoints);
    for (const name of await readdir(checkpoints)) {
      const step = stepOfFolder(name);
      if (step === undefined) continue;
      const folder = checkpointFolder(runFolder, step);
      if (previousOf(folder) === join(checkpoints, name)) await settlePrevious(folder);
    }
    return resume === null ? null : { ...resume, folder: checkpointFolder(runFolder, resume.step) };
  } catch (error) {
    throw diskError(runFolder, error);
  }
}

/** Writes `config.json`. @throws LongrangeError `WRITE_FAILED` */
export async function writeRunDescription(runFolder: string, description: RunDescription): Promise<void> {
  await writeFileAtomically(descriptionPath(runFolder), `${JSON.stringify(description, null, 2)}\n`);
}

export function hasRunDescription(runFolder: string): Promise<boolean> {
  return exists(descriptionPath(runFolder));
}

/** Sessions in `config.json`; none if it is damaged, which does not keep a sound checkpoint from being resumed. */
export async function sessionsOf(runFolder: string): Promise<readonly RunSession[]> {
  try {
    const { sessions } = JSON.parse(await readFile(descriptionPath(runFolder), 'utf8')) as RunDescription;
    return Array.isArray(sessions) ? sessions : [];
  } catch {
    return [];
  }
}

function descriptionPath(runFolder: string): string {
  return join(runFolder, 'config.json');
}

/**
 * Refuses a folder that a new run must not use. The folder of a run that ended before it saved anything may be used.
 *
 * @throws LongrangeError `RUN_EXISTS` (exit code 2)
 */
export async function refuseTakenFolder(runFolder: string): Promise<void> {
  const state = await runFolderState(runFolder);
  if (state === 'free' || state === 'unsaved') return;
  const last = (await listCheckpoints(runFolder)).at(-1);
  const name = basename(runFolder);
  const { got, hint } = {
    saved: {
      got: `which has checkpoints up to step ${last?.step}`,
      hint: `resume it (--resume latest --run ${name}, or \`resume: await findCheckpoint(…, '${name}')\`), or give the run another name.`,
    },
    damaged: { got: 'whose checkpoints are all damaged', hint: 'give the run another name.' },
    foreign: { got: 'which exists and holds no run', hint: 'give the run another name.' },
  }[state];
  throw new LongrangeError({
    code: 'RUN_EXISTS',
    message: `Expected a new run folder, got ${runFolder}, ${got}.`,
    hint,
    exitCode: 2,
  });
}

function refuseOtherRun(runFolder: string, { folder }: CheckpointReference): void {
  const owner = dirname(dirname(resolve(folder)));
  if (owner === resolve(runFolder)) return;
  throw new LongrangeError({
    code: 'RUN_MISMATCH',
    message: `Expected a checkpoint of the run in ${runFolder} to resume, got one of ${owner}.`,
    exitCode: 2,
  });
}

/**
 * State of a run's folder: absent or empty; without any checkpoint yet; with complete checkpoints; with damaged checkpoints only, which training
 * never leaves behind, however it ends; or not a run's folder.
 */
type RunFolderState = 'free' | 'unsaved' | 'saved' | 'damaged' | 'foreign';

const ownNames = new Set(['config.json', 'metrics.jsonl', 'checkpoints', 'eval']);

export async function runFolderState(runFolder: string): Promise<RunFolderState> {
  const names = await namesIn(runFolder);
  if (names === undefined) return 'foreign';
  const content = names.filter((name) => !isTemporary(name) && !name.startsWith(LOCK_FILE));
  if (content.length === 0) return 'free';
  if ((await listCheckpoints(runFolder)).length > 0) return 'saved';
  if ((await stepsIn(runFolder)).length > 0) return 'damaged';
  const isOwn = content.includes('config.json')
    ? await isRunDescription(join(runFolder, 'config.json'))
    : content.every((name) => ownNames.has(name));
  return isOwn ? 'unsaved' : 'foreign';
}

/** Names in a folder; none if it does not exist, undefined for something other than a folder. */
async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? [] : undefined;
  }
}

async function isRunDescription(path: string): Promise<boolean> {
  try {
    const json: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof json === 'object' && json !== null && 'formatVersion' in json && 'sessions' in json;
  } catch {
    return false;
  }
}
