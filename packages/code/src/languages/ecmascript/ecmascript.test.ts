import { expect, it } from 'vitest';
import { readTypeScriptSources, typescriptTree } from '../../testing/typescript-sources.ts';
import { blockOpeners, statementFinder } from '../../text/lexical.ts';
import { reformat, typescript } from './ecmascript.ts';

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
