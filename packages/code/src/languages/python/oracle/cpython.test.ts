import { beforeAll, expect, it } from 'vitest';
import type { SyntaxOracle } from '../../../language/language.ts';
import { isWhole } from '../../../testing/standard-library.ts';
import { createCPythonOracle } from './cpython.ts';

let oracle: SyntaxOracle;

beforeAll(async () => {
  oracle = await createCPythonOracle();
});

it('is CPython 3.14, and says what it minds', async () => {
  expect(oracle.name).toMatch(/^CPython 3\.14\.\d+$/);
  expect(await oracle.judge('x = (1, 2)\n')).toBe(null);
  expect(await oracle.judge('\ufeffx = 1\n')).toBe(null);
  expect(await oracle.judge('')).toBe(null);
  expect(await oracle.judge('x = "\\d" is 1\n')).toBe(null);
  expect(await oracle.judge('x = 1\ny = (2\n')).toBe("SyntaxError: '(' was never closed (line 2)");
  expect(await oracle.judge('def f():\n  x\n y\n')).toMatch(/^IndentationError: unindent does not match/);
  expect(await oracle.judge('return 1\n')).toBe("SyntaxError: 'return' outside function (line 1)");
});

it('says what to do where it cannot be loaded', async () => {
  await expect(createCPythonOracle({ package: 'pyodide-of-nothing' })).rejects.toMatchObject({
    code: 'ORACLE_UNAVAILABLE',
    message: expect.stringMatching(/^Expected the npm package pyodide-of-nothing to run CPython, got: /),
    hint: 'run `npm install pyodide-of-nothing`, or leave out --oracle.',
    exitCode: 2,
  });
});

it('survives whatever it is given', async () => {
  const attributes = `x = ${'a.'.repeat(100_000)}b\n`;
  const blocks = Array.from({ length: 150 }, (_, depth) => `${' '.repeat(depth)}if x:\n`).join('');
  // Each of those that end the interpreter has another started.
  const more = isWhole ? ['('.repeat(100_000), '-'.repeat(200_000), blocks] : [];
  for (const text of ['\0', '\ud800', attributes, ...more])
    expect([text.slice(0, 20), await oracle.judge(text)]).toEqual([text.slice(0, 20), expect.any(String)]);
  expect(await oracle.judge('x = 1\n')).toBe(null);
});
