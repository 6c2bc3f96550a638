import { describe, expect, it } from 'vitest';
import { parseResult } from './result.ts';
import { RESULT_FORMAT_VERSION } from './schema.ts';
import { exampleResult } from './testing.ts';

describe('a result', () => {
  it.each([
    [RESULT_FORMAT_VERSION + 1, 'update longrange: a newer version wrote this result.'],
    [RESULT_FORMAT_VERSION - 1, 'run `longrange eval` again: the meaning of its figures has changed.'],
  ])('of format version %i is an error that says what to do', async (formatVersion, hint) => {
    const message = `Expected a result of format version ${RESULT_FORMAT_VERSION}, got version ${formatVersion}.`;
    const other = { ...(await exampleResult()), formatVersion, more: true };
    expect(() => parseResult(other)).toThrow(expect.objectContaining({ message, hint, exitCode: 2 }));
  });

  it('that is none, or is damaged, is one clear error', async () => {
    expect(() => parseResult('{"a":')).toThrow(/Expected a result in JSON, got "{\\"a\\":" \(string\)/);
    expect(() => parseResult('[]')).toThrow(/Expected `format` to be "longrange-result", got \[\] \(array\)/);
    const damaged = { ...(await exampleResult()), subjects: [] };
    expect(() => parseResult(damaged)).toThrow(
      /The result is not valid: Expected `subjects` to be at least 1 item long, got \[\] \(array\)\./,
    );
  });
});
