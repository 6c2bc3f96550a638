import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { isSystemError, LongrangeError } from '@longrange/errors';
import { openRegularFile, piecesOf } from './folder-store.ts';
import { digits, fileName, MOST_FILE_BYTES, newestAttempt, problemOf, type Saved } from './saved-run.ts';
import { holds, isSafePath, type Store, storeFailed, storeSystemError } from './store.ts';

/** Number of newest lists to keep: somebody may be reading the second newest. */
const KEPT = 2;
/** Maximum number of readings of a run that changes while it is read. */
const MOST_READINGS = 5;
/** Maximum numbers to try: this many others would have to begin at the same moment. */
const MOST_CLAIMS = 100;
const MOST_ATTEMPTS = 999_999;

/**
 * Attempt at a trial, and everything that it may write in a store:
 *
 *     TRIAL/000002/claim.json         created by whoever begins attempt 2, and by nobody else
 *     TRIAL/000002/files/SHA256       the run's files, each once
 *     TRIAL/000002/saved/000014.json  list of the run's files at the fourteenth save, created last
 *
 * An attempt reads everything, but writes only below its own number. So one that wakes up after another has begun cannot touch
 * the work of the other.
 */
export class Attempt {
  readonly number: number;
  readonly #store: Store;
  readonly #trial: string;
  /** Hashes of files stored by this attempt. */
  readonly #stored = new Set<string>();
  /** Lists of this attempt that still exist, oldest first. */
  readonly #lists: { readonly name: string; readonly hashes: ReadonlySet<string> }[] = [];
  #saves = 0;

  private constructor(store: Store, trial: string, number: number) {
    this.#store = store;
    this.#trial = trial;
    this.number = number;
  }

  /**
   * Begins the next attempt.
   *
   * @param trial folder of the store for this trial only
   * @param who information for people who inspect the store
   * @throws LongrangeError `STORE_FAILED`
   */
  static async claim(store: Store, trial: string, who: object): Promise<Attempt> {
    const content = new TextEncoder().encode(`${JSON.stringify(who)}\n`);
    const newest = await newestAttempt(store, trial);
    for (let number = newest + 1; number <= Math.min(newest + MOST_CLAIMS, MOST_ATTEMPTS); number++) {
      if (await store.create(`${trial}/${digits(number)}/claim.json`, content))
        return new Attempt(store, trial, number);
    }
    throw storeFailed(
      `Expected to begin an attempt at ${trial} in ${store.name} after attempt ${newest}, got all of the next ${MOST_CLAIMS} numbers taken, or above ${MOST_ATTEMPTS}.`,
      `remove the folder ${trial}/${digits(newest)} from the store if no attempt of yours was counted so far.`,
    );
  }

  /**
   * Saves the regular files of a run, except paths that `isSafePath` rejects, which no training creates. Meanwhile files may be added,
   * removed and appended to, as training does.
   *
   * @param progress larger for a run that is further along
   * @returns false if the run kept changing while it was read
   * @throws LongrangeError `ATTEMPT_SUPERSEDED` if another attempt has begun; `STORE_FAILED`: earlier saves are kept
   */
  async save(runFolder: string, progress: number): Promise<boolean> {
    const newest = await newestAttempt(this.#store, this.#trial);
    if (newest > this.number)
      throw new LongrangeError({
        code: 'ATTEMPT_SUPERSEDED',
        message: `Expected attempt ${this.number} at ${this.#trial} to be the newest, got attempt ${newest}, which has taken over.`,
        hint: 'this one stops here and leaves the newer one alone.',
      });
    const files = await this.#saveFiles(runFolder);
    if (files === null) return false;
    const name = `${this.#trial}/${digits(this.number)}/saved/${digits(++this.#saves)}.json`;
    const saved: Saved = { formatVersion: 1, progress, files };
    await this.#create(name, new TextEncoder().encode(JSON.stringify(saved)));
    const hashes = new Set(Object.values(files).map(({ sha256 }) => sha256));
    this.#lists.push({ name, hashes });
    await this.#prune();
    return true;
  }

  async #saveFiles(runFolder: string): Promise<Saved['files'] | null> {
    for (let reading = 0; reading < MOST_READINGS; reading++) {
      const files: Record<string, Saved['files'][string]> = {};
      try {
        for (const path of await filesOf(runFolder))
          files[path] = await this.#saveFile(join(runFolder, path));
        const problem = problemOf(files);
        if (problem === undefined) return files;
        throw storeFailed(
          `Expected ${runFolder} to hold a run that can be restored on any machine, got ${problem}.`,
          'move what does not belong to the run out of its folder.',
        );
      } catch (error) {
        // A checkpoint was removed meanwhile, so the run has changed.
        if (!isSystemError(error)) throw error;
        if (error.code !== 'ENOENT') throw storeSystemError('read', error.path ?? runFolder, error);
      }
    }
    return null;
  }

  async #saveFile(path: string): Promise<Saved['files'][string]> {
    const file = await openRegularFile(path, MOST_FILE_BYTES);
    const content = await buffer(piecesOf(file)).finally(() => file.handle.close());
    const sha256 = createHash('sha256').update(content).digest('hex');
    if (!this.#stored.has(sha256)) {
      await this.#create(this.#file(sha256), content);
      this.#stored.add(sha256);
    }
    return { sha256, bytes: content.length };
  }

  /** Creates a file. One that exists must be this attempt's own, whose answer was lost. */
  async #create(name: string, content: Uint8Array): Promise<void> {
    if ((await this.#store.create(name, content)) || (await holds(this.#store, name, content))) return;
    throw storeFailed(
      `Expected nobody but attempt ${this.number} to make ${name} in ${this.#store.name}, got a file with another content.`,
      `remove the folder ${this.#trial}/${digits(this.number)} from the store if you know who made it.`,
    );
  }

  /** Removes files of this attempt that nobody needs anymore. */
  async #prune(): Promise<void> {
    for (const { name } of this.#lists.splice(0, Math.max(0, this.#lists.length - KEPT)))
      await this.#store.remove(name);
    for (const sha256 of this.#stored) {
      if (this.#lists.some(({ hashes }) => hashes.has(sha256))) continue;
      await this.#store.remove(this.#file(sha256));
      this.#stored.delete(sha256);
    }
  }

  #file(sha256: string): string {
    return fileName(this.#trial, this.number, sha256);
  }
}

/** Returns the sorted paths of a run's files, with `/`, without locks and unfinished files, whose names are hidden. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => isSafePath(path) && !path.split('/').some((part) => part.startsWith('run.lock')))
    .sort();
}
