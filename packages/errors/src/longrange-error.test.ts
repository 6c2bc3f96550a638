import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { describeValue, LongrangeError, nearest } from './longrange-error.ts';

describe('LongrangeError', () => {
  it('shows its hint to those who print it, or its stack', () => {
    // What `replace` would take for a pattern may be part of a message.
    const error = new LongrangeError({ code: 'X', message: 'Expected $& (a), got b.', hint: 'use $1.' });
    expect(String(error)).toBe('LongrangeError: Expected $& (a), got b.\nHint: use $1.');
    expect(error.stack).toMatch(/^\w+: Expected \$& \(a\), got b\.\nHint: use \$1\.\n +at /);
    expect(inspect(error)).toMatch(/^LongrangeError: Expected \$& \(a\), got b\.\nHint: use \$1\.\n +at /);
    expect(Object.keys(error)).not.toContain('stack');
    const plain = new LongrangeError({ code: 'X', message: 'm' });
    expect([String(plain), plain.exitCode]).toEqual(['LongrangeError: m', 1]);
    expect(plain.stack).not.toContain('Hint');
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
