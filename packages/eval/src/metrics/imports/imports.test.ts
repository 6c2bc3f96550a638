import type { SyntaxParser } from '@longrange/code';
import { analyzeDocument, createPythonParser } from '@longrange/code';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { measureImports, summarizeImports } from './imports.ts';

let parser: SyntaxParser;
beforeAll(async () => {
  parser = await createPythonParser({ engine: 'wasm' });
});
afterAll(() => parser.dispose());

function measure(text: string, { cut = false, name = 'a.py' } = {}) {
  const document = analyzeDocument({ name, text }, cut, parser);
  const observations = measureImports(document);
  document.dispose();
  return observations;
}

/** Returns every observation as `kind outcome start>end`. */
function importsOf(text: string, options?: Parameters<typeof measure>[1]): string[] {
  return measure(text, options).map(({ kind, outcome, start, end }) => `${kind} ${outcome} ${start}>${end}`);
}

it('follows a name from its import to its first use, or to the end of the text', () => {
  expect(importsOf('import os\nimport re\nx = os\nos\n')).toEqual([
    'import held 7>24',
    'import broken 17>30',
  ]);
  expect(importsOf('from a import b as c, d\nd()\n')).toEqual(['import broken 19>28', 'import held 22>24']);
  expect(importsOf('import a.b\na.b\n')).toEqual(['import held 7>11', 'qualifier held 7>11']);
});

it('counts uses in functions, annotations and the list of exports; not those that read something else', () => {
  expect(importsOf('import a\ndef f(x: a):\n    pass\n')).toEqual(['import held 7>18']);
  expect(importsOf("import a\n__all__ = ['a']\n")).toEqual(['import held 7>20']);
  expect(importsOf('import a\ndef f(a):\n    return a\n')).toEqual(['import broken 7>32']);
});

it('takes one import of a name, conditional or tried, and none inside functions', () => {
  expect(importsOf('try:\n    import a\nexcept E:\n    a = None\n').slice(0, 1)).toEqual([
    'import broken 16>41',
  ]);
  expect(importsOf('if x:\n    import a\nelse:\n    import a\na\n')).toEqual(['import held 17>38']);
  expect(importsOf('def f():\n    import a\n')).toEqual([]);
});

it('leaves out features of the language and star imports', () => {
  expect(importsOf('from __future__ import annotations\nfrom a import *\n')).toEqual([]);
});

it('does not judge what nobody can know', () => {
  expect(importsOf('import a\nx = 1\ny = ', { cut: true })).toEqual(['import censored 7>19']);
  expect(importsOf('import a\na\ny = ', { cut: true })).toEqual(['import held 7>9']);
  expect(importsOf('from .a import b\n', { name: 'p/__init__.py' })).toEqual(['import censored 15>17']);
  expect(importsOf('import a\nx = = a\n')).toEqual(['import censored 7>17']);
});

it('asks of names in front of a dot whether they were imported, if nothing else binds them', () => {
  const text = 'import os\nx = 1\nos.a\nre.b\nx.c\nlen.d\nre\n';
  expect(measure(text).filter(({ kind }) => kind === 'qualifier')).toMatchObject([
    { outcome: 'held', start: 7, end: 16, distance: 9 },
    { outcome: 'broken', start: 0, end: 21, distance: 21 },
  ]);
});

it('sums up imports and qualifiers, each for itself', () => {
  expect(summarizeImports(measure('import os\nimport re\nos.a\nsys.b\n'))).toMatchObject({
    imports: 2,
    censored: 0,
    used: { held: 1, n: 2 },
    qualifiers: { held: 1, n: 2 },
  });
});
