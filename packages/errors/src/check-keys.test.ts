import { expect, it } from 'vitest';
import { checkKeys } from './check-keys.ts';

it('refuses what are no options, and an unknown one with the nearest', () => {
  expect(() => checkKeys({ threads: 1 }, ['threads'])).not.toThrow();
  expect(() => checkKeys([], ['threads'])).toThrow('Expected `options` to be an object, got [] (array).');
  expect(() => checkKeys({ thread: 1 }, ['threads'])).toThrow(
    expect.objectContaining({
      message: 'Expected a known option, got `thread`. Did you mean `threads`?',
      hint: 'the options are `threads`.',
    }),
  );
});
