import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { z } from 'zod';
import type { Store } from './store.ts';

const savedSchema = z.object({
  formatVersion: z.literal(1),
  /** Of the last checkpoint. */
  step: z.int().nonnegative(),
  /** By path in the run's folder. */
  files: z.record(
    z.string().regex(/^(?!\.{0,2}\/)(?!.*\/\.{0,2}\/)[^\\]+$/),
    z.object({ sha256: z.string(), bytes: z.int().nonnegative() }),
  ),
});

/** A run as an attempt has saved it: the list of its files. */
type Saved = Readonly<z.output<typeof savedSchema>>;

/** What a restored run is. */
export interface Restored {
  /** Of its last checkpoint. */
  readonly step: number;
  /** Which attempt saved it. */
  readonly attempt: number;
}

/** So many of the newest lists stay: somebody may be reading the last but one. */
const KEPT = 2;
/** A run would have to be saved each time that it is read to get so far. */
const MOST_READINGS = 5;

/**
 * One attempt at a trial, and all that it may write in a store:
 *
 *     TRIAL/000002/claim.json         made by who begins attempt 2, and by nobody else
 *     TRIAL/000002/files/SHA256       the run's files, each once
 *     TRIAL/000002/saved/000014.json  which of them the run was when it was saved for the fourteenth time, made last
 *
 * An attempt reads what all have written and writes below its own number alone. So one that wakes up after another has begun cannot touch
 * what that one does.
 */
export class Attempt {
  readonly number: number;
  readonly #store: Store;
  readonly #trial: string;
  /** Hashes of files that are stored under this number. */
  readonly #stored = new Set<string>();
  /** The lists of this attempt that are still there, the oldest first. */
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
   * @param trial a folder of the store, of this trial alone
   * @param who for people who look into the store
   * @throws LongrangeError `STORE_FAILED`
   */
  static async claim(store: Store, trial: string, who: object): Promise<Attempt> {
    const content = new TextEncoder().encode(`${JSON.stringify(who)}\n`);
    for (let number = (await newestAttempt(store, trial)) + 1; ; number++) {
      if (await store.create(`${trial}/${digits(number)}/claim.json`, content))
        return new Attempt(store, trial, number);
    }
  }

  /**
   * Puts the run where the newest attempt that saved it has left it into a folder. What was there is replaced.
   *
   * @param ifNewerThan a step: a run that has come no farther is left where it is
   * @returns null where nothing was saved that is newer
   * @throws LongrangeError `STORE_FAILED`
   */
  async restore(runFolder: string, ifNewerThan = -1): Promise<Restored | null> {
    for (let reading = 1; ; reading++) {
      const newest = await newestSaved(this.#store, this.#trial);
      if (newest === null || newest.saved.step <= ifNewerThan) return null;
      const { saved, attempt } = newest;
      if (await this.#fetch(saved, attempt, runFolder)) return { step: saved.step, attempt };
      if (reading === MOST_READINGS) throw damaged(this.#store, this.#trial, attempt);
    }
  }

  /**
   * Saves a run as it is: nobody may write into its folder meanwhile.
   *
   * @throws LongrangeError `ATTEMPT_SUPERSEDED` where another attempt has begun; `STORE_FAILED`: what was saved before stays
   */
  async save(runFolder: string, step: number): Promise<void> {
    const newest = await newestAttempt(this.#store, this.#trial);
    if (newest > this.number) throw superseded(this.#trial, this.number, newest);
    const files: Record<string, Saved['files'][string]> = {};
    for (const path of await filesOf(runFolder)) {
      const content = await readFile(join(runFolder, path));
      const sha256 = hashOf(content);
      files[path] = { sha256, bytes: content.length };
      if (this.#stored.has(sha256)) continue;
      await this.#store.create(this.#file(sha256), content);
      this.#stored.add(sha256);
    }
    const saved: Saved = { formatVersion: 1, step, files };
    const name = `${this.#folder()}/saved/${digits(++this.#saves)}.json`;
    await this.#store.create(name, new TextEncoder().encode(JSON.stringify(saved)));
    this.#lists.push({ name, hashes: new Set(Object.values(files).map(({ sha256 }) => sha256)) });
    await this.#prune();
  }

  /** Removes what this attempt has saved and nobody needs any more. */
  async #prune(): Promise<void> {
    for (const { name } of this.#lists.splice(0, Math.max(0, this.#lists.length - KEPT)))
      await this.#store.remove(name);
    for (const sha256 of this.#stored) {
      if (this.#lists.some(({ hashes }) => hashes.has(sha256))) continue;
      await this.#store.remove(this.#file(sha256));
      this.#stored.delete(sha256);
    }
  }

  /** False where a file is not there any more, or not yet: the attempt that wrote it goes on. */
  async #fetch({ files }: Saved, attempt: number, runFolder: string): Promise<boolean> {
    const temporary = join(dirname(runFolder), `.tmp-${basename(runFolder)}-${this.number}`);
    await rm(temporary, { recursive: true, force: true });
    try {
      for (const [path, { sha256, bytes }] of Object.entries(files)) {
        const content = await this.#store.read(`${this.#trial}/${digits(attempt)}/files/${sha256}`);
        if (content?.length !== bytes || hashOf(content) !== sha256) return false;
        await mkdir(dirname(join(temporary, path)), { recursive: true });
        await writeFile(join(temporary, path), content, { flush: true });
      }
      await rm(runFolder, { recursive: true, force: true });
      await rename(temporary, runFolder);
      return true;
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }

  #folder(): string {
    return `${this.#trial}/${digits(this.number)}`;
  }

  #file(sha256: string): string {
    return `${this.#folder()}/files/${sha256}`;
  }
}

async function newestAttempt(store: Store, trial: string): Promise<number> {
  const numbers = (await store.list(trial)).map((name) => Number(name.slice(trial.length + 1).split('/')[0]));
  return Math.max(0, ...numbers.filter(Number.isInteger));
}

/** What the newest attempt that saved anything saved last. */
async function newestSaved(
  store: Store,
  trial: string,
): Promise<{ readonly saved: Saved; readonly attempt: number } | null> {
  const lists = (await store.list(trial)).filter((name) => name.includes('/saved/'));
  for (const name of lists.reverse()) {
    const attempt = Number(name.slice(trial.length + 1).split('/')[0]);
    const saved = parseSaved(await store.read(name));
    if (saved !== null) return { saved, attempt };
  }
  return null;
}

function parseSaved(content: Uint8Array | null): Saved | null {
  try {
    return savedSchema.parse(JSON.parse(new TextDecoder().decode(content ?? undefined)));
  } catch {
    return null;
  }
}

/** Paths of all files of a run, with `/`, sorted, without locks and what is being written. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter(
      (path) => !path.split('/').some((part) => part.startsWith('.tmp-') || part.startsWith('run.lock')),
    )
    .sort();
}

function digits(number: number): string {
  return String(number).padStart(6, '0');
}

function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function superseded(trial: string, number: number, newest: number): LongrangeError {
  return new LongrangeError({
    code: 'ATTEMPT_SUPERSEDED',
    message: `Expected attempt ${number} at ${trial} to be the newest, got attempt ${newest}, which has taken over.`,
    hint: 'this one stops here; nothing that the newer one does is touched.',
  });
}

function damaged(store: Store, trial: string, attempt: number): LongrangeError {
  return new LongrangeError({
    code: 'STORE_FAILED',
    message: `Expected the files of ${trial}, attempt ${attempt}, in ${store.name} as they were saved, got others.`,
    hint: `remove the folder ${trial}/${digits(attempt)} from the store to go on from the attempt before.`,
  });
}
