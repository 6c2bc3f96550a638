import { LongrangeError, systemProblem } from '@longrange/errors';

/** The one error for a write that failed: what was written, where, why, and what helps. A `LongrangeError` passes as it is. */
export function diskError(path: string, cause: unknown): LongrangeError {
  if (cause instanceof LongrangeError) return cause;
  const problem = systemProblem(cause);
  const reason = problem === undefined ? String(cause) : `${problem.code} (${problem.meaning})`;
  return new LongrangeError({
    code: 'WRITE_FAILED',
    message: `Expected to write ${path}, got ${reason}.`,
    hint: `${problem?.remedy ?? 'choose another folder.'} What was complete before is untouched.`,
    cause,
  });
}

/** `ENOENT` and the like, undefined for an error that is not the system's. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
