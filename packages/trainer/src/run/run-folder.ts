import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { checkpointFolder, stepOfFolder } from '../checkpoint/checkpoint-folder.ts';
import type { CheckpointReference } from '../checkpoint/list-checkpoints.ts';
import { listCheckpoints } from '../checkpoint/list-checkpoints.ts';
import { diskError } from '../disk/disk-error.ts';
import { makeFolder } from '../disk/make-folder.ts';
import {
  exists,
  previousOf,
  removeLeftovers,
  settlePrevious,
  writeFileAtomically,
} from '../disk/write-atomically.ts';
import { runFolderState } from './run-folder-state.ts';

/** Version of a run's `config.json`. */
export const RUN_FORMAT_VERSION = 2;

/** What the app knows about where a run comes from: versions, corpus and its hash, engine and why, preset, deviations. */
export type Provenance = Readonly<Record<string, unknown>>;

/** One call of `train` on a run. */
export interface RunSession {
  /** ISO 8601 */
  readonly startedAt: string;
  /** 0, or the step of the checkpoint that it went on from. */
  readonly fromStep: number;
  /** Settings that differ from those the checkpoint was trained with. */
  readonly changedSettings: readonly string[];
  /** What the caller knew of versions, corpus and engine. */
  readonly provenance: Provenance;
}

/** What `config.json` of a run holds. */
export interface RunDescription {
  readonly formatVersion: typeof RUN_FORMAT_VERSION;
  /** Parameters of the model. */
  readonly parameterCount: number;
  /** The configuration, complete. */
  readonly config: { readonly model: object; readonly training: object };
  /** Of all random choices. */
  readonly seed: number;
  /** SHA-256 (hex) of what it was trained on. */
  readonly trainingDataSha256: string;
  /** The first session, then one for each resume. */
  readonly sessions: readonly RunSession[];
}

/**
 * Prepares the folder of a run whose lock is held: refuses one that a new run must not be written into, checks that a resumed checkpoint is of this run, and
 * clears away what a killed process left half-written.
 *
 * @returns the checkpoint to resume, which may have been put back under its own name
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

/** What `config.json` is to say: for a resumed run one more session than it says now. */
export async function describeRun(
  runFolder: string,
  description: Omit<RunDescription, 'formatVersion' | 'sessions'>,
  session: RunSession,
  resumed: boolean,
): Promise<RunDescription> {
  const earlier = resumed ? await earlierSessions(runFolder) : [];
  return { formatVersion: RUN_FORMAT_VERSION, ...description, sessions: [...earlier, session] };
}

/** Writes `config.json`. @throws LongrangeError `WRITE_FAILED` */
export async function writeRunDescription(runFolder: string, description: RunDescription): Promise<void> {
  await writeFileAtomically(descriptionPath(runFolder), `${JSON.stringify(description, null, 2)}\n`);
}

export function hasRunDescription(runFolder: string): Promise<boolean> {
  return exists(descriptionPath(runFolder));
}

/** A damaged `config.json` does not keep a sound checkpoint from going on. */
async function earlierSessions(runFolder: string): Promise<readonly RunSession[]> {
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
 * Refuses a folder that a new run must not be written into. One of a run that ended before it saved anything may be written into.
 *
 * @throws LongrangeError `RUN_EXISTS` (exit code 2)
 */
export async function refuseTakenFolder(runFolder: string): Promise<void> {
  const state = await runFolderState(runFolder);
  if (state === 'free' || state === 'unsaved') return;
  const last = (await listCheckpoints(runFolder)).at(-1);
  const { got, hint } = {
    saved: {
      got: `which has checkpoints up to step ${last?.step}`,
      hint: `resume it (train --resume latest --run ${basename(runFolder)}), or give the run another name.`,
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
