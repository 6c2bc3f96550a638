import { expect, it } from 'vitest';
import {
  checkArgument,
  checkDocuments,
  checkKeys,
  isDeeper,
  type OptionsSchema,
  parseOptions,
} from './parse-options.ts';

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

it('returns what the schema makes of the input, and names what was meant by an unknown key', () => {
  const context = { code: 'X', subject: 'options of f' };
  expect(parseOptions(schema, 1, context)).toEqual({ units: 1 });
  expect(() => parseOptions(schema, { unitz: 1 }, context)).toThrow(
    expect.objectContaining({
      message: 'The options of f are not valid: Expected a known key, got `unitz`. Did you mean `units`?',
      code: 'X',
      hint: 'the keys are `units`.',
      exitCode: 2,
    }),
  );
});

it('checkArgument says what it expected and what came', () => {
  const refused = (value: unknown) => () => checkArgument(false, 'text', 'a string', value);
  expect(refused(5)).toThrow('Expected `text` to be a string, got 5 (number).');
  expect(refused(undefined)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID', exitCode: 2 }));
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
  expect([0, 2, 3].map((levels) => isDeeper({ a: [{ b: 1 }] }, levels))).toEqual([true, true, false]);
  expect(isDeeper(JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`), 100)).toBe(true);
  // What contains itself, twice at each level.
  const both: unknown[] = [];
  both.push(both, { both });
  expect(isDeeper(both, 1000)).toBe(true);
});

it('names a text by its place, keeps a path, and refuses everything else', () => {
  const named = { path: 'b.py', text: 'b' };
  const found = [{ path: 'text-1', text: 'a' }, named, { path: 'text-3', text: '' }];
  expect(checkDocuments(['a', named, ''])).toEqual(found);
  expect(checkDocuments(new Set(['a']))).toEqual(found.slice(0, 1));
  for (const wrong of ['a', undefined, [5], [{ path: 'a' }], [{ name: 'a', text: 'a' }]])
    expect(() => checkDocuments(wrong as never)).toThrow('strings or `{ path, text }`');
});
