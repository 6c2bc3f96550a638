import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { LongrangeError } from '@longrange/errors';
import { placeWithin } from './place-within.ts';
import { MOST_LIST_BYTES, parseSaved, type Saved } from './saved-list.ts';
import type { Store } from './store.ts';

/** A run would have to be saved each time that it is read to get so far. */
const MOST_READINGS = 5;

/** Names that attempts make below a trial; any other that is found there counts for nothing. */
const OF_ATTEMPT = /^(\d{6})\/(?:claim\.json|(saved)\/\d{6}\.json|files\/[0-9a-f]{64})$/;

/**
 * Puts a run as the newest attempt that saved it has left it into a folder, in place of what was there. Nobody may be working on it.
 *
 * @param ifBeyond a run that has come no farther is not restored
 * @param wants which of its files, by their paths; by default all
 * @returns whether it was
 * @throws LongrangeError `STORE_FAILED`; what was in the folder stays
 */
export async function restoreRun(
  store: Store,
  trial: string,
  runFolder: string,
  ifBeyond: number,
  wants: (path: string) => boolean = () => true,
): Promise<boolean> {
  for (let reading = 1; ; reading++) {
    const newest = await newestSaved(store, trial);
    if (newest === null || newest.saved.progress <= ifBeyond) return false;
    if (await restored(store, trial, newest, runFolder, wants)) return true;
    if (reading === MOST_READINGS) throw damaged(store, trial, newest.attempt);
  }
}

/** How far the newest attempt that saved anything has come; 0 where there is none. @throws LongrangeError `STORE_FAILED` */
export async function savedProgress(store: Store, trial: string): Promise<number> {
  return (await newestSaved(store, trial))?.saved.progress ?? 0;
}

interface Newest {
  readonly saved: Saved;
  readonly attempt: number;
}

/** What the newest attempt that saved anything saved last. */
async function newestSaved(store: Store, trial: string): Promise<Newest | null> {
  const lists = (await attemptFiles(store, trial)).filter(({ isList }) => isList);
  for (const { name, attempt } of lists.reverse()) {
    const content = await store.read(name, MOST_LIST_BYTES, buffer);
    const saved = content && parseSaved(content, `${name} in ${store.name}`);
    if (saved !== null) return { saved, attempt };
  }
  return null;
}

/** False where a file is not there any more: the attempt that saved it has saved more since. */
async function restored(
  store: Store,
  trial: string,
  { saved, attempt }: Newest,
  runFolder: string,
  wants: (path: string) => boolean,
): Promise<boolean> {
  await mkdir(dirname(runFolder), { recursive: true });
  const temporary = await mkdtemp(join(dirname(runFolder), `.tmp-${basename(runFolder)}-`));
  try {
    for (const [path, { sha256, bytes }] of Object.entries(saved.files)) {
      if (!wants(path)) continue;
      const place = await placeWithin(temporary, path);
      await mkdir(dirname(place), { recursive: true });
      const name = fileName(trial, attempt, sha256);
      if ((await store.read(name, bytes, (pieces) => write(place, pieces))) !== sha256) return false;
    }
    await rm(runFolder, { recursive: true, force: true });
    await rename(temporary, runFolder);
    return true;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Returns the SHA-256 of what it wrote. */
async function write(path: string, pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  const hashed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      hash.update(piece);
      yield piece;
    }
  };
  await writeFile(path, hashed(), { flush: true });
  return hash.digest('hex');
}

/** Number of the newest attempt at a trial; 0 before the first. @throws LongrangeError `STORE_FAILED` */
export async function newestAttempt(store: Store, trial: string): Promise<number> {
  return (await attemptFiles(store, trial)).at(-1)?.attempt ?? 0;
}

/** Lists the files of all attempts at a trial, the newest attempt's last. */
async function attemptFiles(store: Store, trial: string) {
  return (await store.list(trial)).flatMap((name) => {
    const [isOurs, number, saved] = OF_ATTEMPT.exec(name.slice(trial.length + 1)) ?? [];
    return isOurs === undefined ? [] : [{ name, attempt: Number(number), isList: saved !== undefined }];
  });
}

/** `TRIAL/000002/files/SHA256` */
export function fileName(trial: string, attempt: number, sha256: string): string {
  return `${trial}/${digits(attempt)}/files/${sha256}`;
}

export function digits(number: number): string {
  return String(number).padStart(6, '0');
}

function damaged(store: Store, trial: string, attempt: number): LongrangeError {
  return new LongrangeError({
    code: 'STORE_FAILED',
    message: `Expected the files of ${trial}, attempt ${attempt}, in ${store.name} as they were saved, got others.`,
    hint: `remove the folder ${trial}/${digits(attempt)} from the store to go on from the attempt before.`,
  });
}
