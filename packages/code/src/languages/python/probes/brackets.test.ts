import { afterAll, expect, it } from 'vitest';
import { isWhole, readStandardLibrary } from '../../../testing/standard-library.ts';
import { DELIMITER_TYPES } from '../../../text/delimiter-stack.ts';
import { createPythonParser, python, reformat } from '../python.ts';
import { surelyBracket } from './pair-candidates.ts';

const parser = await createPythonParser();
afterAll(() => parser.dispose());

it('takes no brackets that the parser refuses, and most of the others', () => {
  const wrong: string[] = [];
  let [taken, all] = [0, 0];
  for (const { text } of readStandardLibrary().filter((_, index) => isWhole || index % 150 === 0)) {
    const { lines, delimiters } = python.analyze(text, { cut: false });
    for (const { opener, end, type: own } of delimiters.filter(
      ({ event, barrier }) => event === 'matched' && !barrier,
    )) {
      const line = lines.findLast(({ first }) => first <= opener)!;
      if (opener < line.indentStart || end >= line.end || line.role === 'clause' || line.role === 'decorator')
        continue;
      const [from, to] = [opener - line.first, end - line.first];
      const statement = text.slice(line.first, line.end);
      for (const type of DELIMITER_TYPES.filter((one) => one !== own)) {
        const other = `${statement.slice(0, from)}${type[0]}${statement.slice(from + 1, to)}${type[1]}${statement.slice(to + 1)}`;
        if (!python.probes!.mayBracket(statement, from, to)) continue;
        const tree = parser.parse(`${other}${line.opensBlock ? '\n pass' : ''}\n`);
        const isTaken = surelyBracket(statement, from, to, type);
        if (isTaken && tree.hasError) wrong.push(other);
        if (!tree.hasError) all++;
        if (isTaken) taken++;
        tree.dispose();
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(taken).toBeGreaterThan(0.85 * all);
});

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
