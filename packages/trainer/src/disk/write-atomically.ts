import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isSystemError, LongrangeError, systemProblem } from '@longrange/errors';

const temporaryPrefix = '.tmp-';

/**
 * Writes a file so that at every moment `path` holds either the old content or the whole new one: a temporary file beside it is flushed to the
 * disk and renamed.
 *
 * @throws LongrangeError `WRITE_FAILED`; nothing half-written remains
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
 * Creates a folder so that it exists whole or not at all: `fill` writes into a temporary folder beside it, which is flushed to the disk and
 * renamed. An existing folder is replaced; until the new one is in place, it has its own name, or the name from `previousOf`.
 *
 * @throws LongrangeError `WRITE_FAILED` for a failed write, otherwise the error of `fill`; nothing half-written remains
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

/** Path of a folder while another takes its place, since Node has no call that swaps two folders. */
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

/** Completes a replacement that a killed process left unfinished: removes the old folder if the new one is in place, else restores it. */
export async function settlePrevious(folder: string): Promise<void> {
  if (await exists(folder)) await removeFolderAtomically(previousOf(folder));
  else await rename(previousOf(folder), folder);
}

/** Removes a folder, if it exists, by renaming it first, so that it exists whole or not at all. */
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

/** Removes the temporary files and folders of a killed process. */
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

/** Returns true for the name of a temporary file or folder. */
export function isTemporary(name: string): boolean {
  return name.startsWith(temporaryPrefix);
}

/** Writes a new file and returns once it is on the disk. Throws system errors unchanged. */
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

/** Flushes a file or folder. Systems that cannot open or sync a folder (Windows) must make do with the rename. */
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

/** Error for a failed write that names the folder, even if `fill` has wrapped it and named a file of the temporary folder. */
function writeFailure(folder: string, error: unknown): unknown {
  const cause = error instanceof LongrangeError ? error.cause : error;
  return isSystemError(cause) ? diskError(folder, cause) : error;
}

/**
 * Creates a folder and its missing parents. Node's own recursive `mkdir` never returns if the system refuses to create a folder with
 * ENOENT, as in /proc, and reports ENOENT on a read-only disk.
 *
 * @throws the system's error
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await makeOne(path);
  }
}

/** Creates a folder unless it already exists, whatever error the system reports. */
async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const status = await stat(path).catch(() => undefined);
    if (status?.isDirectory() !== true) throw error;
  }
}

/**
 * Creates a new folder: `path`, or if that is taken `path-2`, `path-3`, … Concurrent callers with the same name each get a different one.
 *
 * @throws LongrangeError `WRITE_FAILED`
 */
export async function claimFolder(path: string): Promise<string> {
  try {
    await makeFolder(dirname(path));
    for (let number = 2, candidate = path; ; number++) {
      if (await makeNew(candidate)) return candidate;
      candidate = `${path}-${number}`;
    }
  } catch (error) {
    throw diskError(path, error);
  }
}

/**
 * Creates a new folder as `claimFolder` does, with everything that `fill` writes, or not at all.
 *
 * @returns the folder
 * @throws LongrangeError as `writeFolderAtomically`; nothing remains
 */
export async function writeNewFolder(
  path: string,
  fill: (temporaryFolder: string) => Promise<void>,
): Promise<string> {
  const folder = await claimFolder(path);
  try {
    await writeFolderAtomically(folder, fill);
    return folder;
  } catch (error) {
    await rmdir(folder).catch(() => undefined);
    throw error;
  }
}

async function makeNew(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Error for a failed write, which says what was written, where, why it failed, and what helps. A `LongrangeError` is returned unchanged. */
export function diskError(path: string, cause: unknown): LongrangeError {
  if (cause instanceof LongrangeError) return cause;
  const { message, hint = 'choose another folder.' } = systemProblem('write', path, cause);
  return new LongrangeError({
    code: 'WRITE_FAILED',
    message,
    hint: `${hint} Files that were complete before are untouched.`,
    cause,
  });
}

/** Code such as `ENOENT`; undefined for an error that is not the system's. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
