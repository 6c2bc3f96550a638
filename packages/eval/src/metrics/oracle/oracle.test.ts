import { createCPythonOracle, createPythonParser } from '@longrange/code';
import { expect, it } from 'vitest';
import { measureSubject } from '../measure-subject.ts';

it('is counted beside tree-sitter, on what a cut leaves to be judged', async () => {
  const parser = await createPythonParser();
  const oracle = await createCPythonOracle();
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
