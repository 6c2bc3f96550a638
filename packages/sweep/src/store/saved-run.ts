import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describeValue } from '@longrange/errors';
import { z } from 'zod';
import { isSafePath, placeWithin, type Store, storeFailed } from './store.ts';

/** Maximum number of readings of a run that is saved again meanwhile. */
const MOST_READINGS = 5;

/** Names that attempts create below a trial; any others are ignored. */
const OF_ATTEMPT = /^(\d{6})\/(?:claim\.json|(saved)\/\d{6}\.json|files\/[0-9a-f]{64})$/;

/**
 * Restores the last save of the newest attempt into a folder, and replaces its content. Nobody may be working on the run.
 *
 * @param ifBeyond minimum progress: a run that is no further along is not restored
 * @param wants filter of its files, by their paths; all by default
 * @returns true if it was restored
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
    if (reading === MOST_READINGS)
      throw storeFailed(
        `Expected the files of ${trial}, attempt ${newest.attempt}, in ${store.name} as they were saved, got others.`,
        `remove the folder ${trial}/${digits(newest.attempt)} from the store to go on from the attempt before.`,
      );
  }
}

/** Returns the progress of the newest attempt that saved anything; 0 if there is none. @throws LongrangeError `STORE_FAILED` */
export async function savedProgress(store: Store, trial: string): Promise<number> {
  return (await newestSaved(store, trial))?.saved.progress ?? 0;
}

/** Finds the last save of the newest attempt that has any. */
async function newestSaved(
  store: Store,
  trial: string,
): Promise<{ readonly saved: Saved; readonly attempt: number } | null> {
  const lists = (await attemptFiles(store, trial)).filter(({ isList }) => isList);
  for (const { name, attempt } of lists.reverse()) {
    const content = await store.read(name, MOST_LIST_BYTES, buffer);
    const saved = content && parseSaved(content, `${name} in ${store.name}`);
    if (saved !== null) return { saved, attempt };
  }
  return null;
}

/** Returns false if a file is gone, because the attempt has saved again since. */
async function restored(
  store: Store,
  trial: string,
  { saved, attempt }: NonNullable<Awaited<ReturnType<typeof newestSaved>>>,
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

/** Writes a file, and returns its SHA-256. */
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

/** Returns the number of the newest attempt at a trial; 0 before the first. @throws LongrangeError `STORE_FAILED` */
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

/** Maximum bytes that Node reads at once, which saving a file does. */
export const MOST_FILE_BYTES = 2 ** 31 - 1;
const MOST_LIST_BYTES = 2 ** 24;
const MOST_BYTES = 2 ** 36;

const savedSchema = z.object({
  formatVersion: z.literal(1),
  /** Progress of the run: a larger number is further along. */
  progress: z.number().min(0).max(Number.MAX_SAFE_INTEGER),
  /** Files by path in the run's folder. */
  files: z.record(
    z.string(),
    z.object({
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      bytes: z.int().min(0).max(MOST_FILE_BYTES),
    }),
  ),
});

/** List of the files of a saved run. */
export type Saved = Readonly<z.output<typeof savedSchema>>;

/**
 * Parses a list, which anybody with access to the store may have written.
 *
 * @param place name for messages
 * @returns null if it is not JSON: damaged on disk, as lists are created atomically
 * @throws LongrangeError `STORE_FAILED` for any other list that is not a run's
 */
function parseSaved(content: Uint8Array, place: string): Saved | null {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(content));
  } catch {
    return null;
  }
  const { data, error } = savedSchema.safeParse(json);
  const [issue] = error?.issues ?? [];
  const problem =
    issue === undefined
      ? problemOf(data!.files)
      : `one that is wrong at ${describeValue(issue.path.join('.'))}: ${issue.message}`;
  if (problem === undefined) return data!;
  throw storeFailed(
    `Expected ${place} to list the files of a run, got ${problem}.`,
    'no attempt saves such a list, and nothing of it was restored. Somebody else writes to this store: inspect it before you remove the list.',
  );
}

/** Describes what would keep these files from sharing a folder on some system; undefined if nothing would. */
export function problemOf(files: Saved['files']): string | undefined {
  const paths = Object.keys(files);
  const unsafe = paths.find((path) => !isSafePath(path));
  if (unsafe !== undefined) return `the path ${describeValue(unsafe)}`;
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > MOST_BYTES) return `${bytes} bytes`;
  // NUL sorts what is below a path directly after it. To some systems, names that differ in case or in the encoding of an accent are the same.
  const sorted = paths
    .map((path) => ({ path, key: path.normalize('NFC').toLowerCase().replaceAll('/', '\0') }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const at = sorted.findIndex(({ key }, i) => {
    const next = sorted[i + 1]?.key;
    return next === key || next?.startsWith(`${key}\0`);
  });
  if (at < 0) return undefined;
  return `both ${describeValue(sorted[at]!.path)} and ${describeValue(sorted[at + 1]!.path)}`;
}
