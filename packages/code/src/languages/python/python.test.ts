import { expect, it } from 'vitest';
import { reformat } from './python.ts';

const changed = (text: string) => reformat(text, text.indexOf('('), text.lastIndexOf(')'));

it.each([
  ['x, f(a, "b, c", g(d, e)), y', 'x, f(a,\n"b, c",\ng(d,\ne)), y'],
  ['f(\n    a,\n    b\n)', 'f(     a,     b )'],
  ['f(a,\n  b, c)', 'f(a,   b, c)'],
  ['f(a, f"{b, c}", lambda d, e: d)', 'f(a,\nf"{b, c}",\nlambda d,\ne: d)'],
])('%j has the line breaks of %j', (before, after) => expect(changed(before)).toBe(after));

it.each(['f(a)', 'f("a, b")', 'f(a,  # b, c\n  d)', 'f(a,\n  """b\n""")', 'f(a, \\\n  b)'])(
  'leaves %j alone',
  (text) => expect(changed(text)).toBeNull(),
);
