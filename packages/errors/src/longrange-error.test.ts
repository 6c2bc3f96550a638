import { describe, expect, it } from 'vitest';
import { describeValue, LongrangeError, nearest } from './longrange-error.ts';

describe('LongrangeError', () => {
  it('shows message and hint, keeps code, cause and exit code', () => {
    const cause = new Error('disk');
    const error = new LongrangeError({
      code: 'X',
      message: 'Expected a, got b.',
      hint: 'use a.',
      cause,
      exitCode: 2,
    });
    expect(error.message).toBe('Expected a, got b. Hint: use a.');
    expect(error).toMatchObject({ code: 'X', name: 'LongrangeError', hint: 'use a.', exitCode: 2, cause });
    expect(error).toBeInstanceOf(Error);
  });

  it('is a failure (exit code 1) unless it says otherwise', () => {
    expect(new LongrangeError({ code: 'X', message: 'm' }).exitCode).toBe(1);
  });
});

describe('describeValue', () => {
  it('gives value and type, and cuts long ones', () => {
    expect(describeValue(130)).toBe('130 (number)');
    expect(describeValue('a"b')).toBe('"a\\"b" (string)');
    expect(describeValue({ a: [1] })).toBe('{"a":[1]} (object)');
    expect(describeValue(null)).toBe('null (null)');
    const circular: Record<string, unknown> = { toString: 1 };
    circular.self = circular;
    expect(describeValue(circular)).toBe('[object Object] (object)');
    expect(describeValue('x'.repeat(200))).toHaveLength(78 + ' (string)'.length);
  });
});

describe('nearest', () => {
  it('finds a typo and refuses a stranger', () => {
    expect(nearest('unitz', ['units', 'layers'])).toBe('units');
    expect(nearest('learningrate', ['learningRate', 'layers'])).toBe('learningRate');
    expect(nearest('banana', ['units', 'layers'])).toBeUndefined();
  });
});
