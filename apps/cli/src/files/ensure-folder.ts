import { mkdir } from 'node:fs/promises';
import { diskError } from '@longrange/trainer/internal';

/**
 * Makes a folder that results will go to: better now than after an hour of work.
 *
 * @throws LongrangeError `WRITE_FAILED`
 */
export async function ensureFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw diskError(folder, error);
  }
}
