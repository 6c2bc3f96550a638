import { describe, expect, it } from 'vitest';
import { parseResult } from './result.ts';
import { exampleResult } from './testing.ts';

describe('a result', () => {
  it('of a newer format is an error that says so', async () => {
    const newer = { ...(await exampleResult()), formatVersion: 7, more: true };
    expect(() => parseResult(newer)).toThrow(
      expect.objectContaining({
        message: 'Expected a result of format version 6, got version 7.',
        hint: 'update longrange: a newer version wrote this result.',
      }),
    );
  });

  it('of the first version is an error that says how to get one of this', async () => {
    const older = { format: 'longrange-result', formatVersion: 1, subjects: [] };
    expect(() => parseResult(older)).toThrow(
      expect.objectContaining({
        code: 'RESULT_TOO_OLD',
        message: 'Expected a result of format version 6, got version 1.',
        hint: 'run `longrange eval` again: the meaning of its figures has changed.',
        exitCode: 2,
      }),
    );
  });

  it('has no more buckets than distances can fall into', async () => {
    const result = await exampleResult();
    const [subject] = result.subjects;
    const byDepth = Array.from({ length: 40_000 }, () => subject!.delimiters.byDepth[0]!);
    const crowded = {
      ...result,
      subjects: [{ ...subject, delimiters: { ...subject!.delimiters, byDepth } }],
    };
    expect(() => parseResult(crowded)).toThrow(
      /Expected `subjects\.0\.delimiters\.byDepth` to be at most 512 items long/,
    );
  });

  it('that is none, or is damaged, is one clear error', async () => {
    expect(() => parseResult('{"a":')).toThrow(/Expected a result in JSON, got "{\\"a\\":" \(string\)/);
    expect(() => parseResult('[]')).toThrow(/Expected `format` to be "longrange-result", got undefined/);
    expect(() => parseResult(null)).toThrow(/got undefined/);
    const damaged = { ...(await exampleResult()), subjects: [] };
    expect(() => parseResult(damaged)).toThrow(
      /The result is not valid: Expected `subjects` to be at least 1 item long, got \[\] \(array\)\./,
    );
    expect(() => parseResult(damaged)).toThrow(
      expect.objectContaining({ code: 'RESULT_INVALID', exitCode: 2 }),
    );
  });
});
