import { lstat, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { describeValue, isSystemError, LongrangeError } from '@longrange/errors';

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
