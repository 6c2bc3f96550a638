import { checkArgument } from './check-argument.ts';
import { unknownName } from './describe-issue.ts';
import { LongrangeError } from './longrange-error.ts';

/**
 * Refuses options that are no object, and an unknown one with the name of the nearest that is known: for packages without schemas.
 *
 * @throws LongrangeError `ARGUMENT_INVALID` (exit code 2)
 */
export function checkKeys(options: object, known: readonly string[]): void {
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  checkArgument(isObject, 'options', 'an object', options);
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new LongrangeError({
    code: 'ARGUMENT_INVALID',
    message: unknownName('option', unknown, known),
    hint: `the options are ${known.map((key) => `\`${key}\``).join(', ')}.`,
    exitCode: 2,
  });
}
