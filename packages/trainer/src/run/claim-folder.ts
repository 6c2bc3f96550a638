import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskError, systemErrorCode } from './disk-error.ts';

/**
 * Makes a folder of one's own: `path`, or where that is taken `path-2`, `path-3`, … Of several who ask for one name at once each gets another.
 *
 * @throws LongrangeError `WRITE_FAILED`
 */
export async function claimFolder(path: string): Promise<string> {
  try {
    await mkdir(dirname(path), { recursive: true });
    for (let number = 2, candidate = path; ; number++) {
      if (await makeNew(candidate)) return candidate;
      candidate = `${path}-${number}`;
    }
  } catch (error) {
    throw diskError(path, error);
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
