import { describe, expect, it } from 'vitest';
import { checkArgument } from './check-argument.ts';
import { type OptionsSchema, parseOptions } from './parse-options.ts';

/** As Zod does it, with an unknown key. */
const schema: OptionsSchema<{ units: number }> = {
  shape: { units: {} },
  safeParse: (input) =>
    input === 1
      ? { success: true, data: { units: 1 } }
      : {
          success: false,
          error: { issues: [{ code: 'unrecognized_keys', keys: ['unitz'], path: [], message: '' }] },
        },
};

describe('parseOptions', () => {
  it('returns what the schema makes of the input', () => {
    expect(parseOptions(schema, 1, { code: 'X', subject: 'options of f' })).toEqual({ units: 1 });
  });

  it('names what was meant by an unknown key', () => {
    expect(() => parseOptions(schema, { unitz: 1 }, { code: 'X', subject: 'options of f' })).toThrow(
      expect.objectContaining({
        message: 'The options of f are not valid: Expected a known key, got `unitz`. Did you mean `units`?',
        ...{ code: 'X', hint: 'the keys are `units`.', exitCode: 2 },
      }),
    );
  });
});

it('checkArgument says what it expected and what came', () => {
  expect(() => checkArgument(true, 'text', 'a string', '')).not.toThrow();
  const refused = (value: unknown) => () => checkArgument(false, 'text', 'a string', value);
  expect(refused(5)).toThrow(
    expect.objectContaining({
      ...{ code: 'ARGUMENT_INVALID', message: 'Expected `text` to be a string, got 5 (number).' },
      exitCode: 2,
    }),
  );
  expect(refused(undefined)).toThrow('Expected `text` to be a string, got nothing.');
});
