import { analyzeDocument, createPythonParser } from '@longrange/code';
import { afterAll, expect, it } from 'vitest';
import { measureImports, summarizeImports } from './imports.ts';

const parser = await createPythonParser();
afterAll(() => parser.dispose());

function measure(text: string, cut = false, name = 'a.py') {
  const document = analyzeDocument({ path: name, text }, cut, parser);
  const observations = measureImports(document);
  document.dispose();
  return observations;
}

it.each<[text: string, expected: string, cut?: boolean, name?: string]>([
  // From the import to the first use, or to the end of the text.
  ['import os\nimport re\nx = os\nos\n', 'import held 7>24, import broken 17>30'],
  ['from a import b as c, d\nd()\n', 'import broken 19>28, import held 22>24'],
  ['import a.b\na.b\n', 'import held 7>11, qualifier held 7>11'],
  // Uses in functions, annotations and the list of exports; not those that read something else.
  ['import a\ndef f(x: a):\n    pass\n', 'import held 7>18'],
  ["import a\n__all__ = ['a']\n", 'import held 7>20'],
  ['import a\ndef f(a):\n    return a\n', 'import broken 7>32'],
  // One import of a name, and none inside functions.
  ['if x:\n    import a\nelse:\n    import a\na\n', 'import held 17>38'],
  ['def f():\n    import a\n', ''],
  ['from __future__ import annotations\nfrom a import *\n', ''],
  // What nobody can know.
  ['import a\nx = 1\ny = ', 'import censored 7>19', true],
  ['import a\na\ny = ', 'import held 7>9', true],
  ['from .a import b\n', 'import censored 15>17', false, 'p/__init__.py'],
  ['import a\nx = = a\n', 'import censored 7>17'],
  ["import a\ndef f(x: 'list[a]'):\n    pass\n", 'import censored 7>39'],
  ["import a\nx = cast('a', y)\n", 'import censored 7>26'],
  ["import a\nx = 'b.a', 'a man'\n", 'import broken 7>28'],
  ['from a import b as b, c as d\n', 'import censored 19>29, import broken 27>29'],
  ['import a  # noqa: E402, F401\nimport b  # noqa\n', 'import censored 7>46, import censored 36>46'],
  ['import a  # noqa: E402\n', 'import broken 7>23'],
  ['import a.b as b\n', 'import broken 14>16'],
  // Names in front of a dot that nothing else binds.
  [
    'import os\nx = 1\nos.a\nre.b\nx.c\nlen.d\nre\n',
    'import held 7>16, qualifier held 7>16, qualifier broken 0>21',
  ],
])('%j', (text, expected, cut, name) => {
  const found = measure(text, cut, name);
  expect(found.map(({ kind, outcome, start, end }) => `${kind} ${outcome} ${start}>${end}`).join(', ')).toBe(
    expected,
  );
});

it('sums up imports and qualifiers, each for itself', () => {
  expect(summarizeImports(measure('import os\nimport re\nos.a\nsys.b\n'))).toMatchObject({
    imports: 2,
    censored: 0,
    used: { held: 1, n: 2 },
    qualifiers: { held: 1, n: 2 },
  });
});
