import { describe, expect, it } from 'vitest';
import { checkArgument, checkKeys, isDeeper, type OptionsSchema, parseOptions } from './parse-options.ts';

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

it('counts levels of lists and objects, whatever their number', () => {
  expect([1, null, 'x'].map((value) => isDeeper(value, 0))).toEqual([false, false, false]);
  expect([0, 1, 2, 3].map((levels) => isDeeper({ a: [{ b: 1 }] }, levels))).toEqual([
    true,
    true,
    true,
    false,
  ]);
  const text = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  expect(isDeeper(JSON.parse(text), 100)).toBe(true);
});

it('takes what contains itself, twice at each level, for deeper than anything', () => {
  const both: unknown[] = [];
  both.push(both, { both });
  expect(isDeeper(both, 1000)).toBe(true);
});
