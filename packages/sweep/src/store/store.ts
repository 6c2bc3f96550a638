import { lstat, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import {
  describeValue,
  isSystemError,
  LongrangeError,
  type SystemError,
  systemProblem,
} from '@longrange/errors';

/**
 * Files that several machines see. Each is written once and never changed, so nobody can spoil the work of others. Names are
 * paths that `isSafePath` accepts. Others may have put anything there, so reads are bounded and their content is never trusted.
 *
 * Each method throws `PATH_REFUSED` for other names.
 */
export interface Store {
  /** Name for messages. */
  readonly name: string;
  /**
   * Reads a file, piece by piece.
   *
   * @param most maximum number of bytes
   * @param use called again if an answer breaks off
   * @returns result of `use`; null if there is no such file
   * @throws LongrangeError `STORE_FAILED`, also for a larger file or one that is not regular; the errors of `use`
   */
  read<Result>(
    name: string,
    most: number,
    use: (pieces: AsyncIterable<Uint8Array>) => Promise<Result>,
  ): Promise<Result | null>;
  /**
   * Creates a file atomically. If several create the same one at the same time, one succeeds.
   *
   * @returns false if the file exists
   * @throws LongrangeError `STORE_FAILED`
   */
  create(name: string, content: Uint8Array): Promise<boolean>;
  /** Returns all names below a folder, sorted, without those that no store creates. @throws LongrangeError `STORE_FAILED`, also for more than a million */
  list(folder: string): Promise<string[]>;
  /** Removes a file, if it exists. @throws LongrangeError `STORE_FAILED` */
  remove(name: string): Promise<void>;
}

/** Maximum number of names in a list. */
export const MOST_NAMES = 1_000_000;

/** Returns whether a file with this content exists. @throws LongrangeError `STORE_FAILED` */
export async function holds(store: Store, name: string, content: Uint8Array): Promise<boolean> {
  const isSame = await store.read(name, Number.MAX_SAFE_INTEGER, async (pieces) => {
    let at = 0;
    for await (const piece of pieces) {
      if (Buffer.compare(piece, content.subarray(at, at + piece.length)) !== 0) return false;
      at += piece.length;
    }
    return at === content.length;
  });
  return isSame ?? false;
}

export function storeFailed(message: string, hint: string, cause?: unknown): LongrangeError {
  return new LongrangeError({ code: 'STORE_FAILED', message, hint, cause });
}

/** Describes a refusal by the file system. */
export function storeSystemError(
  verb: 'read' | 'write' | 'remove',
  path: string,
  cause: SystemError,
): LongrangeError {
  const { message, hint = '' } = systemProblem(verb, path, cause);
  return storeFailed(message, hint, cause);
}

export function tooLarge(place: string, most: number): LongrangeError {
  return storeFailed(
    `Expected ${place} to have at most ${most} bytes, got more.`,
    'it has changed since it was saved: remove it.',
  );
}

export function tooMany(place: string): LongrangeError {
  return storeFailed(
    `Expected at most ${MOST_NAMES} names in ${place}, got more.`,
    'choose a place that holds nothing else.',
  );
}

/** Name in a path. Hidden names, names with a special meaning on some system, and characters with a special meaning in a shell or terminal do not match. */
const PART = /^[\p{L}\p{N}_](?:[\p{L}\p{N}._ @+=,()-]*[\p{L}\p{N}_@+=,()-])?$/u;
const MOST_CHARACTERS = 1024;

/** Returns whether `placeWithin` accepts a path below any root: names of letters, digits and a few marks, separated by `/`. */
export function isSafePath(path: string): boolean {
  return path.length <= MOST_CHARACTERS && path.split('/').every((part) => PART.test(part));
}

/** @param root name for the message @throws LongrangeError `PATH_REFUSED` for a path that `isSafePath` rejects */
export function checkPath(root: string, path: string): void {
  if (typeof path === 'string' && isSafePath(path)) return;
  throw refused(root, path, 'names of letters, digits, spaces and . _ - @ + = , ( ) with / between them');
}

/**
 * Resolves a path that came from elsewhere (a store, a job, a journal) below a folder. No such path reaches the disk any other way. Nothing is created.
 *
 * @param path names with `/` between them
 * @throws LongrangeError `PATH_REFUSED` for any other path, and for a link on the way
 */
export async function placeWithin(root: string, path: string): Promise<string> {
  checkPath(root, path);
  const inside = `${await unlessMissing(realpath(root), root)}${sep}`.replace(/[\\/]{2}$/, sep);
  let place = root;
  for (const part of path.split('/')) {
    place = join(place, part);
    const status = await unlessMissing(lstat(place), undefined);
    if (status === undefined) break;
    const isInside =
      !status.isSymbolicLink() && (await unlessMissing(realpath(place), inside)).startsWith(inside);
    if (!isInside) throw refused(root, path, 'no link on its way');
  }
  return join(root, path);
}

/** Awaits a file system call; returns `otherwise` if the file or folder does not exist. */
export async function unlessMissing<T, Missing>(work: Promise<T>, otherwise: Missing): Promise<T | Missing> {
  try {
    return await work;
  } catch (error) {
    if (isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return otherwise;
    throw error;
  }
}

function refused(root: string, path: unknown, expected: string): LongrangeError {
  return new LongrangeError({
    code: 'PATH_REFUSED',
    message: `Expected a path below ${root} with ${expected}, got ${describeValue(path)}.`,
    hint: 'it came from elsewhere, so nothing was read or written there.',
  });
}
