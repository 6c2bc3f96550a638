import { createPythonParser } from '@longrange/code';
import { afterAll, expect, it } from 'vitest';
import { measureSubject } from '../measure-subject.ts';
import type { Excerpt } from './excerpt.ts';

const parser = await createPythonParser();
afterAll(() => parser.dispose());

async function excerptOf(...texts: string[]): Promise<Excerpt> {
  const documents = texts.map((text, index) => ({ path: `${index}.py`, text }));
  return (await measureSubject({ id: 'text', label: 'x', cut: false, documents }, { parser })).excerpt!;
}

it('marks both ends of what is matched and of the wrong type, forced ends, strays and indentation', async () => {
  const { text, marks } = await excerptOf('a = (1)\nb = ([)\nc = (]\nd)\n  e = 1\n');
  const shown = marks.map(
    ({ start, end, kind, partner }) => `${text.slice(start, end)} ${kind} ${start} ${partner}`,
  );
  expect(shown).toEqual([
    '( matched 4 6',
    ') matched 6 4',
    '( matched 12 14',
    '[ closedByForce 13 14',
    ') matched 14 12',
    '( wrongType 20 21',
    '] wrongType 21 20',
    ') stray 24 null',
    'e indentation 28 23',
  ]);
});

it('marks the quotes of strings that never close and keywords that have no partner', async () => {
  const { text, marks } = await excerptOf(
    'else:\n    x = rb"open\ntry:\n    break\ny = 1\nif y:\n    pass\n  else:\n    pass\nz = """open\n',
  );
  const shown = marks
    .filter(({ kind }) => kind === 'string' || kind === 'controlFlow')
    .map(({ start, end, kind, partner }) => `${text.slice(start, end)} ${kind} ${start} ${partner}`);
  const at = (part: string) => text.indexOf(part);
  expect(shown).toEqual([
    'else controlFlow 0 null',
    `rb" string ${at('rb"')} null`,
    `try controlFlow ${at('try')} null`,
    `break controlFlow ${at('break')} null`,
    `else controlFlow ${text.lastIndexOf('else')} ${at('if')}`,
    `""" string ${at('"""')} null`,
  ]);
});

it('is of the first document with a broken delimiter, around it, in whole lines', async () => {
  const sound = `${'x = 1  # sound\n'.repeat(400)}`;
  const { document, text, marks } = await excerptOf('y = (1)\n', `${sound}z = (1]\n${sound}`);
  expect(document).toBe('1.py');
  expect(text.length > 1900 && text.length <= 2000).toBe(true);
  expect(text).toMatch(/^x = 1[\s\S]*sound\n$/);
  const open = text.indexOf('(');
  expect(open).toBeGreaterThan(500);
  expect(marks).toEqual([
    { start: open, end: open + 1, kind: 'wrongType', partner: open + 2 },
    { start: open + 2, end: open + 3, kind: 'wrongType', partner: open },
  ]);
});

it('begins in a third of the first long document where nothing is broken, also in one long line', async () => {
  expect(await excerptOf('y = (1)\n', 'z\n')).toMatchObject({ start: 0, text: 'y = (1)\n' });
  const lines = Array.from({ length: 300 }, (_, index) => `x = ${100 + index}, 1\n`).join('');
  const chosen = { document: '1.py', start: 1100, text: lines.slice(1100, 3091) };
  expect(await excerptOf('y = (1)\n', lines)).toMatchObject(chosen);
  const long = await excerptOf(`x = [${'1, '.repeat(5000)}]\n`);
  expect(long).toMatchObject({ start: 5002, marks: [] });
  expect(long.text).toHaveLength(2000);
});
