import { LongrangeError, type LongrangeErrorOptions } from '@longrange/errors';

/** Returns an error about the user's input, with exit code 2. */
export function wrongUsage(parts: Omit<LongrangeErrorOptions, 'exitCode'>): LongrangeError {
  return new LongrangeError({ ...parts, exitCode: 2 });
}
