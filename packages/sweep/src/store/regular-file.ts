import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { isSystemError, LongrangeError, systemProblem } from '@longrange/errors';
import { tooLarge } from './store.ts';

const PIECE_BYTES = 2 ** 20;

/** Windows has none of these. */
const { O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;

/** A regular file that is open for reading. */
export interface RegularFile {
  readonly handle: FileHandle;
  readonly path: string;
  readonly size: number;
}

/**
 * Opens a regular file, and nothing else: a link may lead anywhere, and a pipe or a device never comes to an end.
 *
 * @param most bytes that it may have
 * @throws LongrangeError `STORE_FAILED`; the error of the system where it cannot be opened
 */
export async function openRegularFile(path: string, most: number): Promise<RegularFile> {
  // To open a device may do something.
  if (!(await lstat(path)).isFile()) throw special(path);
  // By now it may be another one.
  const handle = await open(path, constants.O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw special(path);
    if (status.size > most) throw tooLarge(path, most);
    return { handle, path, size: status.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Reads what it held when it was opened. @throws LongrangeError `STORE_FAILED` */
export async function* piecesOf({ handle, path, size }: RegularFile): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; ) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, size - at));
    const { bytesRead } = await handle.read(piece, 0, piece.length, at).catch((cause: unknown) => {
      throw isSystemError(cause)
        ? new LongrangeError({ code: 'STORE_FAILED', ...systemProblem('read', path, cause), cause })
        : cause;
    });
    if (bytesRead === 0) return;
    at += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

function special(path: string): LongrangeError {
  return new LongrangeError({
    code: 'STORE_FAILED',
    message: `Expected ${path} to be a file, got a link, a folder, a pipe or a device.`,
    hint: 'remove it: no run is saved so.',
  });
}
