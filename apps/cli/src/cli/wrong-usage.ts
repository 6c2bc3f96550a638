import { LongrangeError, type LongrangeErrorOptions } from '@longrange/errors';

/** Error about what the user has given: exit code 2. */
export function wrongUsage(parts: Omit<LongrangeErrorOptions, 'exitCode'>): LongrangeError {
  return new LongrangeError({ ...parts, exitCode: 2 });
}
