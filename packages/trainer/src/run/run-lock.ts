import { readFileSync, rmdirSync, unlinkSync } from 'node:fs';
import { rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError, systemErrorCode } from '../disk/disk-error.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { writeAndFlush } from '../disk/write-atomically.ts';
import { LOCK_FILE, newOwner, ownerOf, readLock } from './lock-file.ts';
import { removeAttempts, take } from './take-lock.ts';

/**
 * The right to write into a run's folder, which one process has at a time: decision 10. Ends with `release`, or with the process, however that
 * ends.
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
   * Takes the lock of a run, whose folder is made if need be.
   *
   * @throws LongrangeError `RUN_LOCKED` (exit code 2) where another process has it, or may have it; `WRITE_FAILED`
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
        // One who let go of a run took its empty folder away, or one who has it now cleared up.
        if (systemErrorCode(error) !== 'ENOENT' || attempt === 9) throw diskError(runFolder, error);
      }
    }
  }

  /** False where the lock was removed, with the folder or without, or another process has it. */
  async isHeld(): Promise<boolean> {
    try {
      return ownerOf((await readLock(this.#path)) ?? '')?.token === this.#token;
    } catch (error) {
      throw diskError(this.#path, error);
    }
  }

  /** Lets others have the run. A folder that nothing was written into goes away. */
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
      // Then it is a lock of a process that has ended, which others take over.
    }
  }
}
