import { createCPythonOracle, createPythonParser, type SyntaxOracle } from '@longrange/code';
import { isWhole } from '@longrange/code/testing';
import { expect, it } from 'vitest';
import { measureSubject } from '../measure-subject.ts';

const [print, misplaced] = [
  "SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)? (line 1)",
  "SyntaxError: 'return' outside function (line 2)",
] as const;

/** What CPython says, which takes seconds to load. */
const remembered: SyntaxOracle = {
  name: 'CPython',
  judge: async (text) =>
    [['print', print] as const, ['if', misplaced] as const, ['x = (\n', 'not closed'] as const].find(
      ([start]) => text.startsWith(start),
    )?.[1] ?? null,
};

it('is counted beside tree-sitter, on what a cut leaves to be judged', async () => {
  const parser = await createPythonParser();
  const oracle = isWhole ? await createCPythonOracle() : remembered;
  const texts = {
    'sound.py': 'def f():\n    return 1\n\nx = 1\n',
    'broken.py': 'x = (\n\ndef f():\n    pass\n\ny = 1\n',
    'lenient.py': 'print "x"\n\ny = 1\n',
    'misplaced.py': 'if x:\n    return 1\n\ny = 1\n',
    'only-one-statement.py': 'x = ((((',
    'cut-in-the-last.py': 'x = 1\ny = (',
  };
  const documents = Object.entries(texts).map(([name, text]) => ({ path: name, text }));
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
      { document: 'lenient.py', message: print },
      { document: 'misplaced.py', message: misplaced },
    ],
  });
  expect((await measureSubject(subject, { parser })).oracle).toBeNull();
});
