import { LongrangeError, systemProblem } from '@longrange/errors';

/** The one error for a write that failed: what was written, where, why, and what helps. A `LongrangeError` passes as it is. */
export function diskError(path: string, cause: unknown): LongrangeError {
  if (cause instanceof LongrangeError) return cause;
  const { message, hint = 'choose another folder.' } = systemProblem('write', path, cause);
  return new LongrangeError({
    code: 'WRITE_FAILED',
    message,
    hint: `${hint} Files that were complete before are untouched.`,
    cause,
  });
}

/** `ENOENT` and the like, undefined for an error that is not the system's. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
