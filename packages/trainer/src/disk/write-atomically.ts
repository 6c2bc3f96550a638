import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isSystemError, LongrangeError } from '@longrange/errors';
import { diskError, systemErrorCode } from './disk-error.ts';
import { makeFolder } from './make-folder.ts';

const temporaryPrefix = '.tmp-';

/**
 * Writes a file so that at every moment either the old content or the whole new one is under `path`:
 * a temporary file beside it, flushed to the disk, then renamed.
 *
 * @throws LongrangeError `WRITE_FAILED`; nothing half-written stays behind
 */
export async function writeFileAtomically(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = temporaryPath(path);
  try {
    await makeFolder(dirname(path));
    await writeAndFlush(temporary, data);
    await rename(temporary, path);
    await flush(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw diskError(path, error);
  }
}

/**
 * Makes a folder so that it exists whole or not at all: `fill` writes into a temporary folder beside it,
 * which is flushed to the disk and renamed. A folder that was there before is replaced; until the new one is in place,
 * it has its own name, or the name from `previousOf`.
 *
 * @throws LongrangeError `WRITE_FAILED` for a failed write, what `fill` throws otherwise; nothing stays behind
 */
export async function writeFolderAtomically(
  folder: string,
  fill: (temporaryFolder: string) => Promise<void>,
): Promise<void> {
  const temporary = temporaryPath(folder);
  try {
    await makeFolder(temporary);
    await fill(temporary);
    await flushFolder(temporary);
    await putInPlace(temporary, folder);
    await removeFolderAtomically(previousOf(folder));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw writeFailure(folder, error);
  }
}

/**
 * Where a folder is kept while another takes its place: no system lets two folders change places in one call that Node knows.
 */
export function previousOf(folder: string): string {
  return `${folder}.previous`;
}

async function putInPlace(temporary: string, folder: string): Promise<void> {
  if (await exists(folder)) {
    await removeFolderAtomically(previousOf(folder));
    await rename(folder, previousOf(folder));
  }
  try {
    await rename(temporary, folder);
  } catch (error) {
    await rename(previousOf(folder), folder).catch(() => undefined);
    throw error;
  }
  await flush(dirname(folder));
}

/**
 * Ends what a killed process left in the middle of replacing the folder: the old one is removed where the new one is in place, else
 * put back.
 */
export async function settlePrevious(folder: string): Promise<void> {
  if (await exists(folder)) await removeFolderAtomically(previousOf(folder));
  else await rename(previousOf(folder), folder);
}

/** Removes a folder so that it is there whole or not at all: renamed first. Does nothing where there is none. */
export async function removeFolderAtomically(folder: string): Promise<void> {
  const doomed = temporaryPath(folder);
  try {
    await rename(folder, doomed);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return;
    throw error;
  }
  await rm(doomed, { recursive: true, force: true });
}

/** Removes what a killed process left in the middle of the writes above. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter(isTemporary))
    await rm(join(folder, name), { recursive: true, force: true });
}

export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** True for the name of something that was never finished. */
export function isTemporary(name: string): boolean {
  return name.startsWith(temporaryPrefix);
}

/** Writes a new file and returns once it is on the disk. System errors pass as they are. */
export async function writeAndFlush(path: string, data: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function flushFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await flush(join(folder, name));
  await flush(folder);
}

/** Some systems cannot open or sync a folder (Windows); the rename is all there is to have there. */
async function flush(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'EBADF'].includes(systemErrorCode(error) ?? '')) throw error;
  }
}

function temporaryPath(path: string): string {
  return join(dirname(path), `${temporaryPrefix}${basename(path)}-${randomBytes(6).toString('hex')}`);
}

/** One error for a failed write, also where `fill` has wrapped it and named a file of the temporary folder. */
function writeFailure(folder: string, error: unknown): unknown {
  const cause = error instanceof LongrangeError ? error.cause : error;
  return isSystemError(cause) ? diskError(folder, cause) : error;
}
