import { describeValue, LongrangeError } from './longrange-error.ts';

/**
 * Refuses an argument of the wrong type where a public function takes it.
 *
 * @param holds whether the argument is as expected
 * @param expected completes "Expected `name` to be …"
 * @throws LongrangeError `ARGUMENT_INVALID` (exit code 2)
 */
export function checkArgument(holds: boolean, name: string, expected: string, value: unknown): void {
  if (holds) return;
  const got = value === undefined ? 'nothing' : describeValue(value);
  throw new LongrangeError({
    code: 'ARGUMENT_INVALID',
    message: `Expected \`${name}\` to be ${expected}, got ${got}.`,
    exitCode: 2,
  });
}
