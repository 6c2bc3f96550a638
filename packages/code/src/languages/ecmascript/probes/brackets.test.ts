import { afterAll, expect, it } from 'vitest';
import { createParser } from '../../../parser/create-parser.ts';
import { readTypeScriptSources, typescriptTree } from '../../../testing/typescript-sources.ts';
import { DELIMITER_TYPES } from '../../../text/delimiter-stack.ts';
import { blockOpeners, statementFinder } from '../../../text/lexical.ts';
import { complete } from '../complete.ts';
import { reformat, typescript } from '../ecmascript.ts';
import { mayBracket, surelyBracket } from './brackets.ts';

const parser = await createParser(typescript);
afterAll(() => parser.dispose());

const isSound = (text: string): boolean => {
  const tree = parser.parse(text);
  tree.dispose();
  return !tree.hasError;
};

it('every statement parses alone when it is completed', () => {
  const text = `import { a } from 'a';
    switch (a) { case f(a): if (a) b(); else if (c) { d } else e(); break; default: do { x(); } while (a); }
    try { throw a; } catch (e) { for (;;) break; } finally { label: while (b) c(); }
    export class A<T> { private b = 1; static { d(); } async *m(a: T): void { yield* [a]; } abstract n(): void; }
    function f() { return async () => { await g; }; }`;
  const { lines } = typescript.analyze(text, { cut: false });
  const statements = lines.filter(({ role }) => role !== 'expression');
  const alone = statements.map((line) =>
    complete(line).map(([before, after]) => before + text.slice(line.first, line.end) + after),
  );
  expect(alone.filter((ways) => !ways.some(isSound))).toEqual([]);
  expect(statements.length).toBeGreaterThan(20);
});

it('takes no brackets that the parser refuses, and a third of the others', () => {
  const wrong: string[] = [];
  let [taken, all] = [0, 0];
  for (const { text } of readTypeScriptSources(60)) {
    const { lines, delimiters } = typescript.analyze(text, { cut: false });
    const statementOf = statementFinder(lines);
    for (const { opener, end, type: own, barrier } of [...delimiters].sort((a, b) => a.opener - b.opener)) {
      const line = statementOf(opener, end);
      if (line === undefined || barrier || line.end - line.first > 500) continue;
      const statement = text.slice(line.first, line.end);
      const [from, to] = [opener - line.first, end - line.first];
      for (const type of DELIMITER_TYPES.filter((one) => one !== own && mayBracket(statement, from, to))) {
        const other = `${statement.slice(0, from)}${type[0]}${statement.slice(from + 1, to)}${type[1]}${statement.slice(to + 1)}`;
        const isTaken = surelyBracket(statement, from, to, type);
        const parses = complete(line).some(([before, after]) => isSound(before + other + after));
        if (isTaken && !parses) wrong.push(other);
        if (parses) all++;
        if (isTaken) taken++;
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(taken).toBeGreaterThan(all / 3);
});

it.each([
  'interface A {\n  [Type.Utf8]: T;\n}',
  'interface A { b: C\n  [Type.Utf8]?: T }',
  'class A { readonly [Symbol.iterator]: B }',
  'a = { [Type.Utf8]: T }',
  'type A = typeof User["Type"]',
])('exchanges no square brackets in %j', (line) => {
  expect(mayBracket(line, line.indexOf('['), line.indexOf(']'))).toBe(false);
});

it.each(['a = b ? [c] : d', 'a = b ?\n  [c] : d', 'if (typeof a[0] === "b") c()', 'f(a, [b])'])(
  'may exchange the square brackets in %j',
  (line) => {
    expect(mayBracket(line, line.indexOf('['), line.indexOf(']'))).toBe(true);
  },
);

it('exchanges no parentheses after type arguments that end on a line of their own', () => {
  expect(mayBracket('f<\n  A\n>(2)', 8, 10)).toBe(false);
});

const changed = (text: string) => reformat(text, text.indexOf('('), text.lastIndexOf(')'));

it.each([
  ['x, f(a, "b, c", [d, e]), y', 'x, f(a,\n"b, c",\n[d,\ne]), y'],
  ['f(\n  a,\n  b\n)', 'f(   a,   b )'],
  [
    'f(() => {\n  if (a) {\n    b();\n  }\n  return c;\n})',
    'f(() => {   if (a) {     b();   }   return c; })',
  ],
])('%j has the line breaks of %j', (before, after) => expect(changed(before)).toBe(after));

it.each([
  'f(a)',
  'f("a, b")',
  'f(a, // b, c\n d)',
  'f(a,\n`b\n`)',
  'f(() => {\n  return\n  a;\n})',
  'f(() => {\n  a = b\n  c()\n})',
])('leaves %j alone', (text) => expect(changed(text)).toBeNull());

it('TypeScript reads the same in code with line breaks put in and taken out', () => {
  const counts = { broken: 0, joined: 0, left: 0 };
  for (const { text } of readTypeScriptSources(12)) {
    const { delimiters, lines } = typescript.analyze(text, { cut: false });
    const statementOf = statementFinder(lines);
    const blocks = blockOpeners(lines);
    let [after, last] = [text, 0];
    for (const { opener, end, barrier } of [...delimiters].sort((a, b) => a.opener - b.opener)) {
      const line = statementOf(opener, end);
      if (line === undefined || barrier || blocks.has(opener) || opener < last) continue;
      const from = line.first;
      const piece = reformat(after.slice(from, end + 1), opener - from, end - from);
      counts[piece === null ? 'left' : text.slice(opener, end).includes('\n') ? 'joined' : 'broken']++;
      if (piece === null) continue;
      after = after.slice(0, from) + piece + after.slice(end + 1);
      last = end;
    }
    expect(typescriptTree(after)).toBe(typescriptTree(text));
  }
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(50);
});
