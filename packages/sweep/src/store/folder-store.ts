import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, lstat, mkdir, open, opendir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isSystemError } from '@longrange/errors';
import { S3Store } from './s3-store.ts';
import {
  isSafePath,
  MOST_NAMES,
  placeWithin,
  type Store,
  storeFailed,
  storeSystemError,
  tooLarge,
  tooMany,
  unlessMissing,
} from './store.ts';

/** Prefix of files being written; no safe path starts with it. */
const TEMPORARY = '.tmp-';

/** Store in a folder that all machines see, such as one on NFS. */
export class FolderStore implements Store {
  readonly name: string;

  constructor(folder: string) {
    this.name = folder;
  }

  async read<Result>(
    name: string,
    most: number,
    use: (pieces: AsyncIterable<Uint8Array>) => Promise<Result>,
  ): Promise<Result | null> {
    const file = await this.#try('read', name, (path) => unlessMissing(openRegularFile(path, most), null));
    if (file === null) return null;
    try {
      return await use(piecesOf(file));
    } finally {
      await file.handle.close();
    }
  }

  async create(name: string, content: Uint8Array): Promise<boolean> {
    return this.#try('write', name, async (path) => {
      await mkdir(dirname(path), { recursive: true });
      const temporary = join(dirname(path), `${TEMPORARY}${randomBytes(6).toString('hex')}`);
      try {
        const file = await open(temporary, 'wx');
        try {
          await file.writeFile(content);
          await file.sync();
        } finally {
          await file.close();
        }
        // A link fails if the name is taken, even on NFS.
        await link(temporary, path);
        return true;
      } catch (error) {
        if (isSystemError(error) && error.code === 'EEXIST') return false;
        throw error;
      } finally {
        await rm(temporary, { force: true });
      }
    });
  }

  async list(folder: string): Promise<string[]> {
    return this.#try('read', folder, async (path) => {
      const files = (await unlessMissing(filesBelow(path), [])).map(
        (file) => `${folder}/${file.slice(path.length + 1).replaceAll('\\', '/')}`,
      );
      return files.filter(isSafePath).sort();
    });
  }

  async remove(name: string): Promise<void> {
    await this.#try('remove', name, (path) => rm(path, { force: true }));
  }

  async #try<T>(
    verb: 'read' | 'write' | 'remove',
    name: string,
    work: (path: string) => Promise<T>,
  ): Promise<T> {
    try {
      return await work(await placeWithin(this.name, name));
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      throw storeSystemError(verb, join(this.name, name), cause);
    }
  }
}

/** Lists regular files; links are not followed. */
async function filesBelow(folder: string): Promise<string[]> {
  const files: string[] = [];
  let entries = 0;
  for await (const entry of await opendir(folder, { recursive: true })) {
    if (++entries > MOST_NAMES) throw tooMany(folder);
    if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
  }
  return files;
}

const PIECE_BYTES = 2 ** 20;

/** Windows has none of these. */
const { O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;

/** Regular file open for reading. */
export interface RegularFile {
  readonly handle: FileHandle;
  readonly path: string;
  readonly size: number;
}

/**
 * Opens a regular file, and nothing else: a link may lead anywhere, and a pipe or a device may never end.
 *
 * @param most maximum number of bytes
 * @throws LongrangeError `STORE_FAILED`; the system's error if it cannot be opened
 */
export async function openRegularFile(path: string, most: number): Promise<RegularFile> {
  // Opening a device may have effects.
  if (!(await lstat(path)).isFile()) throw special(path);
  // It may have been replaced since.
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

/** Reads the content at the time of opening. @throws LongrangeError `STORE_FAILED` */
export async function* piecesOf({ handle, path, size }: RegularFile): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; ) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, size - at));
    const { bytesRead } = await handle.read(piece, 0, piece.length, at).catch((cause: unknown) => {
      throw isSystemError(cause) ? storeSystemError('read', path, cause) : cause;
    });
    if (bytesRead === 0) return;
    at += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

function special(path: string): Error {
  return storeFailed(
    `Expected ${path} to be a file, got a link, a folder, a pipe or a device.`,
    'remove it: no run is saved so.',
  );
}

/** Opens a store. @param place a folder, or `s3://bucket/prefix` @throws LongrangeError `USAGE` (exit code 2) */
export function openStore(place: string): Store {
  return place.startsWith('s3://') ? new S3Store(place) : new FolderStore(resolve(place));
}
