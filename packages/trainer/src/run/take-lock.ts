import { link, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { systemErrorCode } from '../disk/disk-error.ts';
import { sha256 } from '../disk/sha256.ts';
import { LOCK_FILE, ownerOf, readLock } from './lock-file.ts';
import { fateOf } from './process-identity.ts';

/**
 * Puts the lock `candidate` at `path`, where at most one of all who try succeeds. Where a lock of a dead process lies there, its place is for the one
 * who takes the lock `run.lock.after-<its token>`: tokens never come again, so that a process that read an older state cannot do so, and
 * the dead one's file is replaced in one call, never removed.
 *
 * @throws LongrangeError `RUN_LOCKED`, or the system's
 */
export async function take(runFolder: string, path: string, candidate: string): Promise<void> {
  while (!(await place(candidate, path))) {
    const content = await readLock(path);
    if (content === undefined) continue;
    const token = await tokenOfDead(runFolder, path, content);
    const successor = join(runFolder, `${LOCK_FILE}.after-${token}`);
    await take(runFolder, successor, candidate);
    if ((await readLock(path)) === content) return rename(successor, path);
    await rm(successor, { force: true });
  }
}

/** Links the candidate to a path that must be free, whole from the first moment. False where it is taken. */
async function place(candidate: string, path: string): Promise<boolean> {
  try {
    await link(candidate, path);
    return true;
  } catch (error) {
    const code = systemErrorCode(error) ?? '';
    if (code === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)) throw error;
    return placeWithoutLinks(candidate, path);
  }
}

/** Some file systems (FAT) have no links. */
async function placeWithoutLinks(candidate: string, path: string): Promise<boolean> {
  try {
    await writeFile(path, await readFile(candidate), { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** A lock that cannot be read is of a process that is writing it, or was cut off by a power failure. */
const UNREADABLE_FOR_MS = 10_000;

/** @throws LongrangeError `RUN_LOCKED` where the owner is not certain to be dead */
async function tokenOfDead(runFolder: string, path: string, content: string): Promise<string> {
  const owner = ownerOf(content);
  if (owner === undefined) {
    const ageMs = Date.now() - (await stat(path)).mtimeMs;
    if (ageMs > UNREADABLE_FOR_MS) return sha256(content).slice(0, 24);
    throw locked(runFolder, 'a process that is just locking it', 'try again in a few seconds.');
  }
  const { host, pid } = owner.process;
  const fate = fateOf(owner.process);
  if (fate === 'dead') return owner.token;
  const hint =
    fate === 'alive'
      ? 'wait for it to end, stop it, or give the run another name.'
      : `this process cannot tell whether that one is still running; if it is not, remove ${join(runFolder, LOCK_FILE)}.`;
  throw locked(runFolder, `process ${pid} on ${host}, since ${owner.since}`, hint);
}

function locked(runFolder: string, owner: string, hint: string): LongrangeError {
  return new LongrangeError({
    code: 'RUN_LOCKED',
    message: `Expected no other process to work on the run ${runFolder}, got ${owner}.`,
    hint,
    exitCode: 2,
  });
}

/**
 * What killed processes left while they tried, for the one who has the lock to clear away. One who is trying at this moment finds its own file
 * gone, tries again, and sees whose the lock is.
 */
export async function removeAttempts(runFolder: string): Promise<void> {
  for (const name of await readdir(runFolder)) {
    if (name.startsWith(`${LOCK_FILE}.`)) await rm(join(runFolder, name), { force: true });
  }
}
