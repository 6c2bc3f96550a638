import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { z } from 'zod';
import type { Store } from './store.ts';

const savedSchema = z.object({
  formatVersion: z.literal(1),
  /** How far the run has come: more is farther. */
  progress: z.number(),
  /** By path in the run's folder. */
  files: z.record(
    z.string().regex(/^(?!\.{0,2}\/)(?!.*\/\.{0,2}\/)[^\\]+$/),
    z.object({ sha256: z.string(), bytes: z.int().nonnegative() }),
  ),
});

/** A run as an attempt has saved it: the list of its files. */
export type Saved = Readonly<z.output<typeof savedSchema>>;

/** A run would have to be saved each time that it is read to get so far. */
const MOST_READINGS = 5;

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
  const lists = (await store.list(trial)).filter((name) => name.includes('/saved/'));
  for (const name of lists.reverse()) {
    const saved = parseSaved(await store.read(name));
    if (saved !== null) return { saved, attempt: numberIn(name, trial) };
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
      const content = await store.read(fileName(trial, attempt, sha256));
      const isWhole =
        content?.length === bytes && createHash('sha256').update(content).digest('hex') === sha256;
      if (!isWhole) return false;
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

/** Numbers of the attempts at a trial, one for each file of theirs. */
export async function attemptNumbers(store: Store, trial: string): Promise<number[]> {
  return (await store.list(trial)).map((name) => numberIn(name, trial)).filter(Number.isInteger);
}

/** `TRIAL/000002/files/SHA256` */
export function fileName(trial: string, attempt: number, sha256: string): string {
  return `${trial}/${digits(attempt)}/files/${sha256}`;
}

export function digits(number: number): string {
  return String(number).padStart(6, '0');
}

function numberIn(name: string, trial: string): number {
  return Number(name.slice(trial.length + 1).split('/')[0]);
}

function damaged(store: Store, trial: string, attempt: number): LongrangeError {
  return new LongrangeError({
    code: 'STORE_FAILED',
    message: `Expected the files of ${trial}, attempt ${attempt}, in ${store.name} as they were saved, got others.`,
    hint: `remove the folder ${trial}/${digits(attempt)} from the store to go on from the attempt before.`,
  });
}
