import { LongrangeError } from '@longrange/errors';

/** @param count more than are told, where there are */
export function invalid(told: readonly string[], count = told.length): LongrangeError {
  const lines = count > told.length ? [...told, `${count - told.length} more.`] : told;
  return new LongrangeError({
    code: 'SWEEP_INVALID',
    message:
      count === 1
        ? told[0]!
        : `Expected a sweep, got ${count} problems:\n${lines.map((one) => `- ${one}`).join('\n')}`,
    hint: 'docs/guides/sweep.md describes the file.',
    exitCode: 2,
  });
}
