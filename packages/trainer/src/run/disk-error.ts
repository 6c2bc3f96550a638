import { LongrangeError } from '@longrange/errors';

const meanings: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'disk quota exceeded',
  EFBIG: 'the file grew beyond the size allowed',
  EIO: 'the device failed',
  EISDIR: 'a folder stands in the way',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a file stands where a folder is needed',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
};

/** The one error for a write that failed: what was written, where, why. A `LongrangeError` passes as it is. */
export function diskError(path: string, cause: unknown): LongrangeError {
  if (cause instanceof LongrangeError) return cause;
  const code = systemErrorCode(cause);
  const reason = code === undefined ? String(cause) : `${code} (${meanings[code] ?? 'the system refused'})`;
  return new LongrangeError({
    code: 'WRITE_FAILED',
    message: `Expected to write ${path}, got ${reason}.`,
    hint: 'free some space or choose another folder; what was complete before is untouched.',
    cause,
  });
}

/** `ENOENT` and the like, undefined for an error that is not the system's. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
