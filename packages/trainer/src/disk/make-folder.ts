import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemErrorCode } from './disk-error.ts';

/**
 * Makes a folder, and those above it that are missing. Node's own recursive `mkdir` never returns where the system does not let a folder be
 * made because "there is no such folder", as in /proc, and gives ENOENT on a read-only disk.
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

/** A folder that is there already is as good, whatever the system says. */
async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const status = await stat(path).catch(() => undefined);
    if (status?.isDirectory() !== true) throw error;
  }
}
