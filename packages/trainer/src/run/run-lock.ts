import { readFileSync, rmdirSync, unlinkSync } from 'node:fs';
import { link, readdir, readFile, rename, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { sha256 } from '../disk/sha256.ts';
import { diskError, makeFolder, systemErrorCode, writeAndFlush } from '../disk/write-atomically.ts';
import { fateOf, LOCK_FILE, newOwner, ownerOf, readLock } from './lock-file.ts';

/**
 * Exclusive right of one process to write into a run's folder (decision 10). It ends with `release`, or when the process ends in any way.
 */
export class RunLock {
  readonly runFolder: string;
  readonly #token: string;
  readonly #releaseAtExit = (): void => this.#releaseNow();

  private constructor(runFolder: string, token: string) {
    this.runFolder = runFolder;
    this.#token = token;
    process.once('exit', this.#releaseAtExit);
  }

  /**
   * Takes the lock of a run, whose folder is created if it does not exist.
   *
   * @throws LongrangeError `RUN_LOCKED` (exit code 2) if another process holds it, or may hold it; `WRITE_FAILED`
   */
  static async acquire(runFolder: string): Promise<RunLock> {
    const owner = newOwner();
    for (let attempt = 0; ; attempt++) {
      const candidate = join(runFolder, `${LOCK_FILE}.candidate-${owner.token}`);
      try {
        await makeFolder(runFolder);
        await writeAndFlush(candidate, `${JSON.stringify(owner)}\n`);
        await take(runFolder, join(runFolder, LOCK_FILE), candidate);
        await rm(candidate, { force: true }).catch(() => undefined);
        await removeAttempts(runFolder).catch(() => undefined);
        return new RunLock(runFolder, owner.token);
      } catch (error) {
        await rm(candidate, { force: true }).catch(() => undefined);
        // A process that released the run removed its empty folder, or the current owner cleaned up.
        if (systemErrorCode(error) !== 'ENOENT' || attempt === 9) throw diskError(runFolder, error);
      }
    }
  }

  /** Returns false if the lock was removed, with or without the folder, or another process holds it. */
  async isHeld(): Promise<boolean> {
    try {
      return ownerOf((await readLock(this.#path)) ?? '')?.token === this.#token;
    } catch (error) {
      throw diskError(this.#path, error);
    }
  }

  /** Releases the run to others. A folder into which nothing was written is removed. */
  async release(): Promise<void> {
    process.off('exit', this.#releaseAtExit);
    if (!(await this.isHeld().catch(() => false))) return;
    await unlink(this.#path).catch(() => undefined);
    await rmdir(this.runFolder).catch(() => undefined);
  }

  get #path(): string {
    return join(this.runFolder, LOCK_FILE);
  }

  #releaseNow(): void {
    try {
      if (ownerOf(readFileSync(this.#path, 'utf8'))?.token !== this.#token) return;
      unlinkSync(this.#path);
      rmdirSync(this.runFolder);
    } catch {
      // Others take over the lock of a process that has ended.
    }
  }
}

/**
 * Puts the lock `candidate` at `path`; at most one of all concurrent callers succeeds. The lock of a dead process is replaced by whoever
 * takes the lock `run.lock.after-<its token>`: since tokens are never reused, a process that read an older state cannot take it, and the
 * dead process's file is replaced in one call, never removed.
 *
 * @throws LongrangeError `RUN_LOCKED`, or the system's
 */
async function take(runFolder: string, path: string, candidate: string): Promise<void> {
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

/** Links the candidate to a free path, complete from the first moment. Returns false if the path is taken. */
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

/** Like `place`, for file systems without links (FAT). */
async function placeWithoutLinks(candidate: string, path: string): Promise<boolean> {
  try {
    await writeFile(path, await readFile(candidate), { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Age from which an unreadable lock counts as truncated by a power failure; a younger one may still be in the process of being written. */
const UNREADABLE_FOR_MS = 10_000;

/** @throws LongrangeError `RUN_LOCKED` unless the owner is certainly dead */
async function tokenOfDead(runFolder: string, path: string, content: string): Promise<string> {
  const owner = ownerOf(content);
  if (owner === undefined) {
    const ageMs = Date.now() - (await stat(path)).mtimeMs;
    if (ageMs > UNREADABLE_FOR_MS) return sha256(content).slice(0, 24);
    throw locked(runFolder, 'one that is locking it now', 'try again in a few seconds.');
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
 * Removes the files of killed processes that tried to take the lock, which the caller holds. A process that is trying at this moment finds its
 * own file gone, tries again, and sees who owns the lock.
 */
async function removeAttempts(runFolder: string): Promise<void> {
  for (const name of await readdir(runFolder)) {
    if (name.startsWith(`${LOCK_FILE}.`)) await rm(join(runFolder, name), { force: true });
  }
}
