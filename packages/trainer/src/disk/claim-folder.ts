import { mkdir, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskError, systemErrorCode } from './disk-error.ts';
import { makeFolder } from './make-folder.ts';
import { writeFolderAtomically } from './write-atomically.ts';

/**
 * Makes a folder of one's own: `path`, or where that is taken `path-2`, `path-3`, … Of several who ask for one name at once each gets another.
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
 * Makes a folder of one's own as `claimFolder` does, with what `fill` writes into it, whole.
 *
 * @returns the folder
 * @throws LongrangeError as `writeFolderAtomically`; nothing stays behind
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
