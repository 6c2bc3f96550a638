import { expect, it } from 'vitest';
import { formatJson } from './json.ts';

it('is the same value, with what lies deep on one line', () => {
  const value = {
    none: undefined,
    empty: [{}, []],
    text: 'a\n"b"',
    one: { two: { three: { four: { five: [1, 2.5, null] } } } },
    list: [1, 'x', null, true],
  };
  const text = formatJson(value);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
  expect(text).toContain('\n    "four": {"five":[1,2.5,null]}\n');
  expect(text).toContain('\n "empty": [\n  {},\n  []\n ],\n');
  expect(text.endsWith('\n}\n')).toBe(true);
});
