import { LongrangeError, systemProblem } from '@longrange/errors';

/** Returns an error about the user's corpus: wrong input, exit code 2. */
export function corpusError(code: string, message: string, hint: string, cause?: unknown): LongrangeError {
  return new LongrangeError({ code, message, hint, cause, exitCode: 2 });
}

/** Returns the error for a file or folder that cannot be read. */
export function unreadable(path: string, cause: unknown): LongrangeError {
  const { message, hint = 'check the file.' } = systemProblem('read', path, cause);
  return corpusError('CORPUS_UNREADABLE', message, hint, cause);
}
