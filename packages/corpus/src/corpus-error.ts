import { LongrangeError } from '@longrange/errors';

/** An error about the user's corpus: wrong input, exit code 2. */
export function corpusError(code: string, message: string, hint: string, cause?: unknown): LongrangeError {
  return new LongrangeError({ code, message, hint, cause, exitCode: 2 });
}
