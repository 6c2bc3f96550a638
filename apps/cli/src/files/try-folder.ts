import { lstat, mkdtemp, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { diskError } from '@longrange/trainer/internal';

/**
 * Checks before hours of work whether results can be written to a folder. If it does not exist yet, the nearest existing parent is tried. Leaves
 * nothing behind.
 *
 * @throws LongrangeError `WRITE_FAILED`
 */
export async function tryFolder(folder: string): Promise<void> {
  try {
    await rmdir(await mkdtemp(join(await nearestExisting(resolve(folder)), '.tmp-')));
  } catch (error) {
    throw diskError(folder, error);
  }
}

async function nearestExisting(path: string): Promise<string> {
  const above = dirname(path);
  const status = await lstat(path).catch(() => undefined);
  return status !== undefined || above === path ? path : nearestExisting(above);
}
