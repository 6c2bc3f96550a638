import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { LongrangeError } from '@longrange/errors';
import { corpusError, unreadable } from '../corpus-error.ts';
import { defaultLimits, describeBytes, type Limits } from '../limits.ts';
import type { DropReason, SourceContext } from './source.ts';

const READ_WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Regular file open for reading. Anything else is refused before it is opened: a named pipe that nobody writes to, a device or a
 * socket would never end. No more than the file's size is read, so a file of /proc, which has size 0 but endless
 * content, is empty.
 */
export class RegularFile {
  readonly size: number;
  private readonly handle: FileHandle;

  private constructor(handle: FileHandle, size: number) {
    this.handle = handle;
    this.size = size;
  }

  /** @throws CORPUS_UNREADABLE, CORPUS_NOT_A_FILE */
  static async open(path: string): Promise<RegularFile> {
    let handle: FileHandle | undefined;
    try {
      refuseSpecial(path, await stat(path));
      // The file may have been replaced: open without blocking, and check again.
      handle = await open(path, READ_WITHOUT_WAITING);
      const status = await handle.stat();
      refuseSpecial(path, status);
      return new RegularFile(handle, status.size);
    } catch (cause) {
      await handle?.close();
      throw (cause as { code?: unknown }).code === 'CORPUS_NOT_A_FILE' ? cause : unreadable(path, cause);
    }
  }

  /** @throws RangeError if the file is shorter */
  async read(start: number, length: number): Promise<Uint8Array> {
    if (start + length > this.size) throw new RangeError(`cut off at byte ${this.size}`);
    const bytes = new Uint8Array(length);
    for (let filled = 0; filled < length; ) {
      const { bytesRead } = await this.handle.read(bytes, filled, length - filled, start + filled);
      if (bytesRead === 0) throw new RangeError(`cut off at byte ${start + filled}`);
      filled += bytesRead;
    }
    return bytes;
  }

  /** Reads the whole file piece by piece. */
  async *pieces(): AsyncIterable<Uint8Array> {
    for (let at = 0; at < this.size; at += 2 ** 16) {
      yield await this.read(at, Math.min(2 ** 16, this.size - at));
    }
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** Reads a document. @throws LongrangeError `CORPUS_UNREADABLE`, `CORPUS_NOT_A_FILE`, `CORPUS_TOO_LARGE` */
export async function readRegularFile(
  path: string,
  { documentBytes }: Pick<Limits, 'documentBytes'> = defaultLimits,
): Promise<Uint8Array> {
  const file = await RegularFile.open(path);
  try {
    if (file.size > documentBytes) throw tooLarge(path, file.size, documentBytes);
    return await file.read(0, file.size).catch((cause: unknown) => {
      throw unreadable(path, cause);
    });
  } finally {
    await file.close();
  }
}

/**
 * Reads a document synchronously, in pieces; a piece is valid until the next one is requested.
 *
 * @throws LongrangeError as `readRegularFile`
 */
export function* regularFilePieces(
  path: string,
  { documentBytes }: Pick<Limits, 'documentBytes'>,
): Generator<Uint8Array> {
  let descriptor: number | undefined;
  try {
    refuseSpecial(path, statSync(path));
    descriptor = openSync(path, READ_WITHOUT_WAITING);
    const status = fstatSync(descriptor);
    refuseSpecial(path, status);
    if (status.size > documentBytes) throw tooLarge(path, status.size, documentBytes);
    const piece = new Uint8Array(2 ** 20);
    for (let left = status.size; left > 0; ) {
      const length = readSync(descriptor, piece, 0, Math.min(piece.length, left), null);
      if (length === 0) return;
      yield piece.subarray(0, length);
      left -= length;
    }
  } catch (cause) {
    throw cause instanceof LongrangeError ? cause : unreadable(path, cause);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

const DROPS: Readonly<Record<string, DropReason>> = {
  CORPUS_UNREADABLE: 'unreadable',
  CORPUS_NOT_A_FILE: 'special',
  CORPUS_TOO_LARGE: 'large',
};

/** Reads a file that was found rather than named; if it cannot be read, counts it as dropped. */
export async function readOrDrop(
  file: string,
  path: string,
  { limits, drop }: SourceContext,
): Promise<Uint8Array | undefined> {
  try {
    return await readRegularFile(file, limits);
  } catch (error) {
    const reason = DROPS[(error as { code: string }).code];
    if (reason === undefined) throw error;
    drop(reason, path);
    return undefined;
  }
}

function refuseSpecial(path: string, status: Stats): void {
  if (status.isFile()) return;
  throw corpusError(
    'CORPUS_NOT_A_FILE',
    `Expected a file, got ${path}, which is ${kindOf(status)}.`,
    'write its output to a file, and name the file.',
  );
}

function kindOf(status: Stats): string {
  if (status.isDirectory()) return 'a folder';
  if (status.isFIFO()) return 'a named pipe';
  return status.isSocket() ? 'a socket' : 'a device';
}

function tooLarge(path: string, size: number, limit: number): Error {
  return corpusError(
    'CORPUS_TOO_LARGE',
    `Expected a document of at most ${describeBytes(limit)}, got ${path} of ${describeBytes(size)}.`,
    'cut it into several files.',
  );
}
