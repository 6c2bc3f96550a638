/** A failure of the file system, in words. */
export interface SystemProblem {
  /** `EACCES` and the like. */
  readonly code: string;
  /** `permission denied` */
  readonly meaning: string;
  /** What helps against it, where something does. */
  readonly remedy: string | undefined;
}

const elsewhere = 'or choose another path.';
const space = 'free some space, or choose a folder on another disk.';

const problems: Readonly<Record<string, readonly [meaning: string, remedy?: string]>> = {
  EACCES: ['permission denied', `change its permissions (and those of the folders above it), ${elsewhere}`],
  EBUSY: ['it is in use', `end the program that uses it, ${elsewhere}`],
  EDQUOT: ['disk quota exceeded', space],
  EEXIST: ['it is there already', 'choose another name.'],
  EFBIG: ['the file grew beyond the size allowed', 'raise the limit (`ulimit -f`), or choose another disk.'],
  EIO: ['the device failed', 'check the disk or the connection to it.'],
  EISDIR: ['a folder stands where a file is needed', 'name a file.'],
  ELOOP: ['symbolic links lead in a circle', `mend or remove the link, ${elsewhere}`],
  EMFILE: ['too many open files', 'raise the limit (`ulimit -n`).'],
  ENAMETOOLONG: ['the name is too long', 'choose a shorter one.'],
  ENFILE: ['too many open files on this machine', 'end programs that hold many.'],
  ENODEV: ['no such device', 'check the path.'],
  ENOENT: ['no such file or folder', 'check the path.'],
  ENOSPC: ['no space left on the device', space],
  ENOTDIR: ['a file stands where a folder is needed', 'check the path.'],
  ENXIO: ['no such device', 'check the path.'],
  EPERM: ['operation not permitted', `change its permissions, ${elsewhere}`],
  EROFS: ['the file system is read-only', 'choose a folder that can be written.'],
  ESTALE: ['the file is gone from the server', 'try again.'],
  ETXTBSY: ['it is in use', `end the program that uses it, ${elsewhere}`],
};

/** What an error of the file system means; undefined for an error that is not the system's. */
export function systemProblem(error: unknown): SystemProblem | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  const { code } = error;
  if (typeof code !== 'string') return undefined;
  const [meaning = 'the system refused', remedy] = problems[code] ?? [];
  return { code, meaning, remedy };
}
