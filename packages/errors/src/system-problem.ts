/** Operating system error, as thrown by Node. */
export interface SystemError extends Error {
  /** `ENOENT` and the like. */
  readonly code: string;
  /** System call that failed: `open`. */
  readonly syscall: string;
  /** Path that the call was given, if any. */
  readonly path?: string;
}

/** Message and hint of an error for a file or folder that cannot be read or written. */
export interface SystemProblem {
  /** `Cannot read notes.txt: permission denied (EACCES).` */
  readonly message: string;
  /** Remedy, if there is one. */
  readonly hint: string | undefined;
}

const elsewhere = 'or choose another path.';
const space = 'free some space, or choose a folder on another disk.';

/** Meaning of each error code, which completes `Cannot read notes.txt: …`, and its remedy. */
const problems: Readonly<Record<string, readonly [meaning: string, remedy?: string]>> = {
  EACCES: ['permission denied', `change its permissions (and those of the folders above it), ${elsewhere}`],
  EBUSY: ['it is in use', `close the program that uses it, ${elsewhere}`],
  EDQUOT: ['disk quota exceeded', space],
  EEXIST: ['it already exists', 'choose another name.'],
  EFBIG: ['the file would be larger than allowed', 'raise the limit (`ulimit -f`), or choose another disk.'],
  EIO: ['the device reported an error', 'check the disk, or the connection to it.'],
  EISDIR: ['found a folder where a file was expected', 'name a file.'],
  ELOOP: ['symbolic links form a loop', `fix or remove the link, ${elsewhere}`],
  EMFILE: ['too many open files', 'raise the limit (`ulimit -n`).'],
  ENAMETOOLONG: ['the name is too long', 'choose a shorter one.'],
  ENFILE: ['too many open files on this machine', 'close programs that hold many open.'],
  ENODEV: ['no such device', 'check the path.'],
  ENOENT: ['no such file or folder', 'check the path.'],
  ENOSPC: ['no space left on the device', space],
  ENOTDIR: ['found a file where a folder was expected', 'check the path.'],
  ENXIO: ['no such device', 'check the path.'],
  EPERM: ['operation not permitted', `change its permissions, ${elsewhere}`],
  EROFS: ['the file system is read-only', 'choose a folder on another disk.'],
  ESTALE: ['the file is gone from the server', 'try again.'],
  ETXTBSY: ['it is a program that is running', `end that program, ${elsewhere}`],
};

/** Returns true for an error that comes from the operating system. */
export function isSystemError(error: unknown): error is SystemError {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return false;
  return typeof error.code === 'string';
}

/**
 * Explains in one sentence why a file or folder cannot be read or written, with a remedy. Other errors are quoted, without a hint.
 *
 * @param path as the user knows it
 */
export function systemProblem(
  verb: 'read' | 'write' | 'write to' | 'remove',
  path: string,
  error: unknown,
): SystemProblem {
  const start = `Cannot ${verb} ${path}: `;
  if (isSystemError(error)) {
    const [meaning = 'the system refused', hint] = problems[error.code] ?? [];
    return { message: `${start}${meaning} (${error.code}).`, hint };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return { message: `${start}${reason.replace(/\.$/, '')}.`, hint: undefined };
}
