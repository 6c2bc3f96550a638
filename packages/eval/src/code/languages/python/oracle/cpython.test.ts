import { beforeAll, expect, it } from 'vitest';
import { measureSubject } from '../../../../metrics/measure-subject.ts';
import type { SyntaxOracle } from '../../../syntax-oracle.ts';
import { createPythonParser } from '../create-python-parser.ts';
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
  const nested = '('.repeat(100_000);
  const signs = '-'.repeat(200_000);
  const attributes = `x = ${'a.'.repeat(100_000)}b\n`;
  const blocks = Array.from({ length: 150 }, (_, depth) => `${' '.repeat(depth)}if x:\n`).join('');
  for (const text of ['\0', '\ud800', nested, signs, attributes, blocks])
    expect([text.slice(0, 20), await oracle.judge(text)]).toEqual([text.slice(0, 20), expect.any(String)]);
  expect(await oracle.judge('x = 1\n')).toBe(null);
});

it('is counted beside tree-sitter, on what a cut leaves to be judged', async () => {
  const parser = await createPythonParser();
  const texts = {
    'sound.py': 'def f():\n    return 1\n\nx = 1\n',
    'broken.py': 'x = (\n\ndef f():\n    pass\n\ny = 1\n',
    'lenient.py': 'print "x"\n\ny = 1\n',
    'misplaced.py': 'if x:\n    return 1\n\ny = 1\n',
    'only-one-statement.py': 'x = ((((',
    'cut-in-the-last.py': 'x = 1\ny = (',
  };
  const documents = Object.entries(texts).map(([name, text]) => ({ name, text }));
  const subject = { id: 'text', label: 'texts', cut: true, documents } as const;
  const measured = await measureSubject(subject, { parser, oracle });
  expect(measured.oracle).toEqual({
    name: oracle.name,
    bothAccept: 2,
    bothReject: 1,
    onlyTreeSitterAccepts: 2,
    onlyOracleAccepts: 0,
    agreement: expect.objectContaining({ held: 3, n: 5 }),
    disagreements: [
      {
        document: 'lenient.py',
        message: "SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)? (line 1)",
      },
      { document: 'misplaced.py', message: "SyntaxError: 'return' outside function (line 2)" },
    ],
  });
  expect((await measureSubject(subject, { parser })).oracle).toBeNull();
});
