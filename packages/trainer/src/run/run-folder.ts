import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import type { CheckpointReference } from '../checkpoint/find-checkpoint.ts';
import { listCheckpoints } from '../checkpoint/list-checkpoints.ts';
import { diskError } from './disk-error.ts';
import { removeLeftovers, writeFileAtomically } from './write-atomically.ts';

/** Version of a run's `config.json`. */
export const RUN_FORMAT_VERSION = 1;

/** What the app knows about where a run comes from: versions, corpus and its hash, engine and why, preset, deviations. */
export type Provenance = Readonly<Record<string, unknown>>;

/** One call of `train` on a run. */
export interface RunSession {
  /** ISO 8601 */
  readonly startedAt: string;
  readonly fromStep: number;
  readonly changedSettings: readonly string[];
  readonly provenance: Provenance;
}

/** What `config.json` of a run holds. */
export interface RunDescription {
  readonly formatVersion: typeof RUN_FORMAT_VERSION;
  readonly parameterCount: number;
  readonly config: { readonly model: object; readonly training: object };
  readonly seed: number;
  readonly trainingDataSha256: string;
  /** The first session, then one for each resume. */
  readonly sessions: readonly RunSession[];
}

/**
 * Makes the folder of a new run, or checks that a resumed checkpoint is of this run; clears away what a killed
 * process left half-written.
 *
 * @throws LongrangeError `RUN_EXISTS`, `RUN_MISMATCH` (exit code 2), `WRITE_FAILED`
 */
export async function prepareRunFolder(runFolder: string, resume: CheckpointReference | null): Promise<void> {
  if (resume === null) await refuseExistingRun(runFolder);
  else refuseOtherRun(runFolder, resume);
  try {
    await mkdir(join(runFolder, 'checkpoints'), { recursive: true });
    await removeLeftovers(runFolder);
    await removeLeftovers(join(runFolder, 'checkpoints'));
  } catch (error) {
    throw diskError(runFolder, error);
  }
}

/** Writes `config.json`; a resumed run's gets the new configuration and one more session. */
export async function writeRunDescription(
  runFolder: string,
  description: Omit<RunDescription, 'formatVersion' | 'sessions'>,
  session: RunSession,
  resumed: boolean,
): Promise<void> {
  const earlier = resumed ? await earlierSessions(runFolder) : [];
  const whole: RunDescription = {
    formatVersion: RUN_FORMAT_VERSION,
    ...description,
    sessions: [...earlier, session],
  };
  await writeFileAtomically(join(runFolder, 'config.json'), `${JSON.stringify(whole, null, 2)}\n`);
}

/** A damaged `config.json` does not keep a sound checkpoint from going on. */
async function earlierSessions(runFolder: string): Promise<readonly RunSession[]> {
  try {
    const { sessions } = JSON.parse(await readFile(join(runFolder, 'config.json'), 'utf8')) as RunDescription;
    return Array.isArray(sessions) ? sessions : [];
  } catch {
    return [];
  }
}

async function refuseExistingRun(runFolder: string): Promise<void> {
  const last = (await listCheckpoints(runFolder)).at(-1);
  if (last === undefined) return;
  throw new LongrangeError({
    code: 'RUN_EXISTS',
    message: `Expected a new run folder, got ${runFolder}, which has checkpoints up to step ${last.step}.`,
    hint: 'resume it, or give the run another name.',
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
